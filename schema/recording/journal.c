#include "recording/journal.h"
