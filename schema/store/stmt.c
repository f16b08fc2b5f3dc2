#include "store/stmt.h"
