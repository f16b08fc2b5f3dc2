#include "rules/entitle.h"
