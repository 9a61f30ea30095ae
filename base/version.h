/* The release that this tree becomes. */
#pragma once

#define SDM_VERSION "0.1.0"
