/* The languages that sdmd speaks. Another one is a name here, a po file and its plural rule in catalog.c. */
#pragma once

enum language { LANGUAGE_EN, LANGUAGE_RU, LANGUAGES };
