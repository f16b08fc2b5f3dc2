#include "store/standing.h"
