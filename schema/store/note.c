#include "store/note.h"
