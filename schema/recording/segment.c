#include "recording/segment.h"
