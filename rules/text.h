/* What every part of the model has: titles, and indices that may be none. */
#pragma once
#include "base/language.h"
#include "base/str.h"

#define NONE UINT32_MAX /* "no such index" wherever an index is optional */

struct text {
	struct str in[LANGUAGES]; /* a language that the model leaves out repeats the other one */
};
