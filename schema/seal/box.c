#include "seal/box.h"
