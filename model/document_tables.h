/* What the files of the option tables share: model/documents.c and those beside it. */
#pragma once
#include "model/documents.h"

#define VALID_FROM(record)                                                                                                       \
	OPTION(record, "valid_from", from, OPTION_DAY, .preset = "always", .help = "First day on which the row holds.")
#define VALID_TO(record)                                                                                                         \
	OPTION(record, "valid_to", to, OPTION_DAY, .preset = "open",                                                             \
	       .help = "Last day on which the row holds, that day included.")
#define TITLE(record) OPTION(record, "title", title, OPTION_TITLE, .help = "Name for people; the code where it is left out.")

/* documents_staff.c */
extern const struct options levels_table, competencies_table, position_table, holder_table, strategy_table;
/* documents_forms.c */
extern const struct options forms_table, schedule_table;
/* documents_entities.c */
extern const struct options entities_table;
/* documents_capacity.c */
extern const struct options capacity_table;
/* documents_catalogue.c */
extern const struct options catalogue_table;
