#include "base/cmd.h"
