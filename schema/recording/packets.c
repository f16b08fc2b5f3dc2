#include "recording/packets.h"
