#include "recording/voice.h"
