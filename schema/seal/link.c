#include "seal/link.h"
