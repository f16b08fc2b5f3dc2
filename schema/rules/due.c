#include "rules/due.h"
