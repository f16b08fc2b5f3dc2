#include "seal/keystore.h"
