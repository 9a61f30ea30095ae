/* The company that a consultant starts from: config/new in the program itself, since it is installed without the repository. */
#pragma once
#include "base/err.h"
#include "base/language.h"
#include "base/str.h"

struct starter {
	const char *folder;
	struct str code; /* of the company; as it may stand in company.yaml */
	enum language language;
	int year; /* of plans, scenarios and simulation */
};

/* What a company may be called. */
bool starter_code_is_valid(struct str code);
/* Is there nothing that would be written over? 1: yes, nothing; 0: no, `err` says so; -1: it cannot be told. */
int starter_place_is_free(const char *folder, struct err *err);
/* Makes the folder and its files. */
int starter_write(const struct starter *s, struct err *err);
