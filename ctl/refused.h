/* The sub-commands of sdmctl rejected beside the list. */
#pragma once

int refused_show(int argc, char **argv);
int refused_retry(int argc, char **argv);
