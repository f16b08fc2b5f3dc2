#include "seal/code.h"
