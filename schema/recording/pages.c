#include "recording/pages.h"
