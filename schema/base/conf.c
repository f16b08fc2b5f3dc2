#include "base/conf.h"
