#include "rules/contact.h"
