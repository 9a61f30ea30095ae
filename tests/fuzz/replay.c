/* A plain main for the fuzz targets where libFuzzer is not there: runs every file of the corpora that are named.
 *
 * Each input is handed over in a heap block of exactly its size, so that the sanitizers and valgrind see a read past its end.
 * On a crash the input's name is the last line.
 */
#include <dirent.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static char current[4096];

static void say_input(int signal_number)
{
	static const char text[] = "crashed on input ";

	if (write(STDERR_FILENO, text, sizeof text - 1) < 0 || write(STDERR_FILENO, current, strlen(current)) < 0 ||
	    write(STDERR_FILENO, "\n", 1) < 0)
		_exit(3);
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

static int replay_file(const char *path)
{
	struct stat st;
	FILE *in = fopen(path, "rb");
	uint8_t *bytes;

	if (in == NULL || fstat(fileno(in), &st) != 0) {
		perror(path);
		if (in != NULL)
			fclose(in);
		return -1;
	}
	bytes = malloc((size_t)st.st_size + (st.st_size == 0));
	if (bytes == NULL || fread(bytes, 1, (size_t)st.st_size, in) != (size_t)st.st_size) {
		fprintf(stderr, "%s: could not be read\n", path);
		free(bytes);
		fclose(in);
		return -1;
	}
	fclose(in);
	snprintf(current, sizeof current, "%s", path);
	LLVMFuzzerTestOneInput(bytes, (size_t)st.st_size);
	free(bytes);
	return 0;
}

static int replay_folder(const char *folder, unsigned *count)
{
	struct dirent **names;
	int n = scandir(folder, &names, NULL, alphasort);
	int result = 0;

	if (n < 0) {
		perror(folder);
		return -1;
	}
	for (int i = 0; i < n; i++) {
		char path[sizeof current];

		if (names[i]->d_name[0] != '.') {
			snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
			if (replay_file(path) < 0)
				result = -1;
			++*count;
		}
		free(names[i]);
	}
	free(names);
	return result;
}

int main(int argc, char **argv)
{
	static const int fatal[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
	unsigned count = 0;
	int result = 0;

	for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
		signal(fatal[i], say_input);
	for (int i = 1; i < argc; i++) {
		if (replay_folder(argv[i], &count) < 0)
			result = -1;
	}
	printf("%u inputs\n", count);
	if (count == 0) {
		fprintf(stderr, "no input: name the folders of a corpus\n");
		result = -1;
	}
	printf("%d passed, %d failed, 0 skipped\n", result == 0, result != 0);
	return result == 0 ? 0 : 1;
}
