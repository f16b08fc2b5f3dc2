#include "recording/papers.h"
