/*
 * rowfault -- what the database tests of faults.md do with a store.
 *
 *	rowfault make DIR
 *	rowfault writers DIR PROCESSES ROWS
 *	    that many processes commit that many rows each, with their audit
 *	rowfault cut DIR MOUNT ROWS [normal]
 *	    commit rows one by one, cut the power of MOUNT once ROWS are
 *	    acknowledged, print how many were.  With "normal" the writer takes
 *	    the sync of each commit out: the mutant of this test.
 *	rowfault rows DIR
 *	    print how many rows and how many audit events there are
 *	rowfault count DIR ROWS
 *	    the first ROWS rows are all there, the audit too, and the database
 *	    is whole: exit 0; 3 when rows are missing
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include "store/audit.h"
#include "store/stmt.h"
#include "store/store.h"

/* From the kernel's fs/ext4/ext4.h; 2: what is not on the disk is lost. */
#define CUT_IOCTL _IOR('X', 125, unsigned)
enum { CUT_NO_LOG_FLUSH = 2 };

static const char add_sql[] = "INSERT INTO agency (name) VALUES ($name)";

static enum rc
add(struct store *store, const char *name, struct error *err)
{
	struct stmt s;
	enum rc rc = stmt_open(&s, store, add_sql, err);

	stmt_bind_text(&s, "$name", name);
	if (rc == RC_OK)
		rc = stmt_run(&s, err);
	return stmt_close(&s, rc);
}

/* One row and its audit event in one transaction. */
static enum rc
commit(struct store *store, int writer, long row, struct error *err)
{
	char name[64];
	enum rc rc;

	(void)snprintf(name, sizeof(name), "w%d-%ld", writer, row);
	if ((rc = store_begin(store, err)) != RC_OK)
		return rc;
	if ((rc = add(store, name, err)) == RC_OK &&
	    (rc = audit_add(
		 store, "program:test", "row.made", name, "", err)) == RC_OK)
		rc = store_commit(store, err);
	store_rollback(store);
	return rc;
}

static int
write_rows(const char *dir, int writer, long rows)
{
	struct store *store = NULL;
	struct error err = {0};
	enum rc rc = store_open(&store, dir, STORE_TOOL, &err);

	for (long row = 1; rc == RC_OK && row <= rows; row++)
		rc = commit(store, writer, row, &err);
	if (rc != RC_OK)
		fprintf(stderr, "writer %d: %s\n", writer, err.text);
	store_close(store);
	return rc == RC_OK ? 0 : 1;
}

static int
writers(const char *dir, int processes, long rows)
{
	int failed = 0;

	for (int i = 1; i <= processes; i++) {
		pid_t pid = fork();

		if (pid < 0)
			return perror("fork"), 1;
		if (pid == 0)
			_exit(write_rows(dir, i, rows));
	}
	for (int i = 1; i <= processes; i++) {
		int status = 0;

		if (wait(&status) < 0 || status != 0)
			failed++;
	}
	return failed == 0 ? 0 : 1;
}

/* Commit until the disk fails, counting in ACKNOWLEDGED what was committed. */
static void
write_on(const char *dir, int normal, atomic_long *acknowledged)
{
	struct store *store = NULL;
	struct error err = {0};

	if (store_open(&store, dir, STORE_TOOL, &err) != RC_OK) {
		fprintf(stderr, "%s\n", err.text);
		_exit(1);
	}
	if (normal) {
		(void)sqlite3_set_authorizer(store_handle(store), NULL, NULL);
		if (sqlite3_exec(store_handle(store),
			"PRAGMA synchronous = NORMAL", NULL, NULL,
			NULL) != SQLITE_OK)
			_exit(1);
	}
	for (long row = 1;; row++) {
		if (commit(store, 1, row, &err) != RC_OK)
			break;
		atomic_store(acknowledged, row);
	}
	_exit(0);
}

static int
cut(const char *dir, const char *mount, long rows, int normal)
{
	unsigned how = CUT_NO_LOG_FLUSH;
	atomic_long *acknowledged = mmap(NULL, sizeof(*acknowledged),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int fd = open(mount, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int status = 0;
	long seen;
	pid_t pid;

	if (acknowledged == MAP_FAILED || fd < 0)
		return perror(mount), 1;
	atomic_init(acknowledged, 0);
	if ((pid = fork()) == 0)
		write_on(dir, normal, acknowledged);
	while (atomic_load(acknowledged) < rows &&
	    waitpid(pid, &status, WNOHANG) == 0)
		(void)usleep(200);
	seen = atomic_load(acknowledged);
	if (ioctl(fd, CUT_IOCTL, &how) != 0)
		return perror("EXT4_IOC_SHUTDOWN"), 1;
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, &status, 0);
	(void)close(fd);
	printf("%ld\n", seen);
	return seen < rows;
}

static const char has_sql[] = "SELECT count(*) FROM agency WHERE name = $name";

static int
count(const char *dir, long rows)
{
	struct store *store = NULL;
	struct error err = {0};
	struct buf found = {0};
	long missing = 0;
	char name[64];
	enum rc rc = store_open(&store, dir, STORE_TOOL, &err);

	for (long row = 1; rc == RC_OK && row <= rows; row++) {
		struct stmt s;

		(void)snprintf(name, sizeof(name), "w1-%ld", row);
		rc = stmt_open(&s, store, has_sql, &err);
		stmt_bind_text(&s, "$name", name);
		if (rc == RC_OK && (rc = stmt_row(&s, &err)) == RC_OK &&
		    stmt_int(&s, 0) != 1)
			missing++;
		rc = stmt_close(&s, rc);
	}
	if (rc == RC_OK && (rc = audit_verify(store, &found, &err)) == RC_OK)
		rc = store_integrity(store, &found, &err);
	if (rc != RC_OK)
		fprintf(stderr, "%s\n%s\n", err.text, buf_str(&found));
	if (missing > 0)
		fprintf(stderr, "%ld of %ld rows are missing\n", missing, rows);
	store_close(store);
	buf_clear(&found);
	return rc != RC_OK ? 1 : missing > 0 ? 3 : 0;
}

static const char rows_sql[] =
    "SELECT (SELECT count(*) FROM agency), (SELECT count FROM audit_head)";

static int
rows_of(const char *dir)
{
	struct store *store = NULL;
	struct error err = {0};
	struct stmt s;
	enum rc rc;

	if ((rc = store_open(&store, dir, STORE_READ, &err)) == RC_OK) {
		if ((rc = stmt_open(&s, store, rows_sql, &err)) == RC_OK &&
		    (rc = stmt_row(&s, &err)) == RC_OK)
			printf("%lld %lld\n", (long long)stmt_int(&s, 0),
			    (long long)stmt_int(&s, 1));
		rc = stmt_close(&s, rc);
	}
	if (rc != RC_OK)
		fprintf(stderr, "%s\n", err.text);
	store_close(store);
	return rc == RC_OK ? 0 : 1;
}

static int
make(const char *dir)
{
	struct error err = {0};

	if (store_create(dir, &err) == RC_OK)
		return 0;
	fprintf(stderr, "%s\n", err.text);
	return 1;
}

int
main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "make") == 0)
		return make(argv[2]);
	if (argc == 3 && strcmp(argv[1], "rows") == 0)
		return rows_of(argv[2]);
	if (argc == 5 && strcmp(argv[1], "writers") == 0)
		return writers(argv[2], atoi(argv[3]), atol(argv[4]));
	if (argc >= 5 && strcmp(argv[1], "cut") == 0)
		return cut(argv[2], argv[3], atol(argv[4]), argc > 5);
	if (argc == 4 && strcmp(argv[1], "count") == 0)
		return count(argv[2], atol(argv[3]));
	fprintf(stderr, "usage: see rowfault.c\n");
	return 2;
}
