#include "control/command.h"
