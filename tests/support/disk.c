/* A disk that is watched, or that fails at a call: loaded before the C library by LD_PRELOAD.
 *
 * DISK_ROOT   only files below this directory are its business
 * DISK_LOG    every write, sync, truncation and change of a name is appended here, in the order that the system saw it
 * DISK_FAIL   what this file says fails, as long as it is there: "NAME CALL N ERRNO LAST": the calls of a sort from the
 *             Nth to the LAST; sorts: fsync, write, truncate, open, none. Calls are counted from
 *             when the file first bears that NAME
 * DISK_COUNT  how many calls of each sort were counted is written here at every call: "NAME fsync write truncate open"
 *
 * A record of the log, little-endian: operation 1, file 4, offset 8, length 4, bytes.
 * A file keeps its number as long as it exists, whatever its name; a number is never used again.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OPENED = 1, CREATED, WRITTEN, SYNCED, CUT, RENAMED, REMOVED };
enum { FSYNC, WRITE, TRUNCATE, OPEN, SORTS };
#define FDS 4096
#define FILES 65536

static const char *const SORT_NAMES[SORTS] = {"fsync", "write", "truncate", "open"};
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static char root[4096], failing[4096], counted[4096], name[64];
static size_t root_length;
static int log_fd = -1;
static uint32_t file_of_fd[FDS], files;
static ino_t inode_of_file[FILES];
static long calls[SORTS];

static int raw_open(const char *path, int flags, mode_t mode) {
  return (int)syscall(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, mode);
}

__attribute__((constructor)) static void begin(void) {
  const char *value;
  if ((value = getenv("DISK_ROOT"))) snprintf(root, sizeof root, "%s", value);
  root_length = strlen(root);
  if ((value = getenv("DISK_FAIL"))) snprintf(failing, sizeof failing, "%s", value);
  if ((value = getenv("DISK_COUNT"))) snprintf(counted, sizeof counted, "%s", value);
  if ((value = getenv("DISK_LOG"))) log_fd = raw_open(value, O_WRONLY | O_CREAT | O_APPEND, 0600);
  /* What the program starts itself has a disk of its own. */
  unsetenv("LD_PRELOAD");
}

static int is_ours(const char *path) { return root_length && !strncmp(path, root, root_length); }

static void put(const void *bytes, size_t length) {
  while (length > 0) {
    ssize_t done = syscall(SYS_write, log_fd, bytes, length);
    if (done < 0) abort();
    bytes = (const char *)bytes + done;
    length -= (size_t)done;
  }
}

static void tell(uint8_t operation, uint32_t file, uint64_t offset, const void *bytes, uint32_t length) {
  unsigned char head[17];
  if (log_fd < 0) return;
  head[0] = operation;
  memcpy(head + 1, &file, 4);
  memcpy(head + 5, &offset, 8);
  memcpy(head + 13, &length, 4);
  put(head, sizeof head);
  put(bytes, length);
}

/* Counts a call of a sort, and says whether it is to fail. */
static int fails(int sort) {
  char said[128] = "", named[64], sorted[16];
  long at, last;
  int number, fd;
  if (!failing[0] || (fd = raw_open(failing, O_RDONLY, 0)) < 0) return 0;
  (void)!syscall(SYS_read, fd, said, sizeof said - 1);
  syscall(SYS_close, fd);
  if (sscanf(said, "%63s %15s %ld %d %ld", named, sorted, &at, &number, &last) != 5) return 0;
  if (strcmp(named, name)) {
    snprintf(name, sizeof name, "%s", named);
    memset(calls, 0, sizeof calls);
  }
  calls[sort]++;
  if (counted[0]) {
    char line[192];
    int length = snprintf(line, sizeof line, "%s %ld %ld %ld %ld\n", name, calls[0], calls[1], calls[2], calls[3]);
    fd = raw_open(counted, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd >= 0) {
      (void)!syscall(SYS_write, fd, line, (size_t)length);
      syscall(SYS_close, fd);
    }
  }
  if (strcmp(sorted, SORT_NAMES[sort])) return 0;
  if (calls[sort] < at || calls[sort] > last) return 0;
  errno = number;
  return 1;
}

/* The system gives the number of a file that is gone to the next one. */
static void forget(const char *path) {
  struct stat stat_of;
  if (stat(path, &stat_of) != 0 || stat_of.st_nlink > 1) return;
  for (uint32_t at = 1; at <= files; at++) if (inode_of_file[at] == stat_of.st_ino) inode_of_file[at] = 0;
}

static uint32_t ours(int fd) { return fd >= 0 && fd < FDS ? file_of_fd[fd] : 0; }

/* Whether an open of that path counts: what is mapped or only locks is no disk. */
static int counts(const char *path) {
  size_t length = strlen(path);
  return !(length > 4 && !strcmp(path + length - 4, "-shm"));
}

static int opened(const char *path, int flags, mode_t mode) {
  struct stat stat_of;
  int existed, fd;
  if (!is_ours(path)) return raw_open(path, flags, mode);
  pthread_mutex_lock(&one_at_a_time);
  if (counts(path) && fails(OPEN)) {
    pthread_mutex_unlock(&one_at_a_time);
    return -1;
  }
  existed = syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0;
  fd = raw_open(path, flags, mode);
  if (fd >= 0 && fd < FDS && counts(path) && fstat(fd, &stat_of) == 0) {
    uint32_t file = 0;
    if (existed) {
      for (uint32_t at = files; at > 0 && !file; at--) if (inode_of_file[at] == stat_of.st_ino) file = at;
    }
    if (!file && files + 1 < FILES) {
      file = ++files;
      inode_of_file[file] = stat_of.st_ino;
    }
    file_of_fd[fd] = file;
    tell(existed ? OPENED : CREATED, file, 0, path, (uint32_t)strlen(path));
    if (existed && (flags & O_TRUNC)) tell(CUT, file, 0, "", 0);
  }
  pthread_mutex_unlock(&one_at_a_time);
  return fd;
}

#define OPENS(NAME)                                        \
  int NAME(const char *path, int flags, ...) {             \
    mode_t mode = 0;                                       \
    if (flags & (O_CREAT | O_TMPFILE)) {                   \
      va_list rest;                                        \
      va_start(rest, flags);                               \
      mode = va_arg(rest, mode_t);                         \
      va_end(rest);                                        \
    }                                                      \
    return opened(path, flags, mode);                      \
  }
OPENS(open)
OPENS(open64)

int close(int fd) {
  if (ours(fd)) {
    pthread_mutex_lock(&one_at_a_time);
    file_of_fd[fd] = 0;
    pthread_mutex_unlock(&one_at_a_time);
  }
  return (int)syscall(SYS_close, fd);
}

static ssize_t written(int fd, const void *bytes, size_t length, off64_t offset) {
  ssize_t done;
  uint32_t file = ours(fd);
  int at_its_place = offset < 0;
  if (!file) {
    return at_its_place ? syscall(SYS_write, fd, bytes, length) : syscall(SYS_pwrite64, fd, bytes, length, offset);
  }
  pthread_mutex_lock(&one_at_a_time);
  if (fails(WRITE)) {
    pthread_mutex_unlock(&one_at_a_time);
    return -1;
  }
  if (at_its_place) {
    int flags = (int)syscall(SYS_fcntl, fd, F_GETFL);
    offset = syscall(SYS_lseek, fd, 0, flags & O_APPEND ? SEEK_END : SEEK_CUR);
    done = syscall(SYS_write, fd, bytes, length);
  } else {
    done = syscall(SYS_pwrite64, fd, bytes, length, offset);
  }
  if (done > 0) tell(WRITTEN, file, (uint64_t)offset, bytes, (uint32_t)done);
  pthread_mutex_unlock(&one_at_a_time);
  return done;
}

ssize_t write(int fd, const void *bytes, size_t length) { return written(fd, bytes, length, -1); }
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) { return written(fd, bytes, length, offset); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) { return written(fd, bytes, length, offset); }

static int synced(int fd, long call) {
  int done;
  uint32_t file = ours(fd);
  if (!file) return (int)syscall(call, fd);
  pthread_mutex_lock(&one_at_a_time);
  done = fails(FSYNC) ? -1 : (int)syscall(call, fd);
  if (done == 0) tell(SYNCED, file, 0, "", 0);
  pthread_mutex_unlock(&one_at_a_time);
  return done;
}

int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

static int cut(int fd, off64_t length) {
  int done;
  uint32_t file = ours(fd);
  if (!file) return (int)syscall(SYS_ftruncate, fd, length);
  pthread_mutex_lock(&one_at_a_time);
  done = fails(TRUNCATE) ? -1 : (int)syscall(SYS_ftruncate, fd, length);
  if (done == 0) tell(CUT, file, (uint64_t)length, "", 0);
  pthread_mutex_unlock(&one_at_a_time);
  return done;
}

int ftruncate(int fd, off_t length) { return cut(fd, length); }
int ftruncate64(int fd, off64_t length) { return cut(fd, length); }

int unlink(const char *path) {
  int done;
  if (!is_ours(path)) return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  pthread_mutex_lock(&one_at_a_time);
  forget(path);
  done = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  if (done == 0) tell(REMOVED, 0, 0, path, (uint32_t)strlen(path));
  pthread_mutex_unlock(&one_at_a_time);
  return done;
}

int rename(const char *from, const char *to) {
  int done;
  if (!is_ours(from)) return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
  pthread_mutex_lock(&one_at_a_time);
  forget(to);
  done = (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
  if (done == 0) {
    char both[8192];
    int length = snprintf(both, sizeof both, "%s\n%s", from, to);
    tell(RENAMED, 0, 0, both, (uint32_t)length);
  }
  pthread_mutex_unlock(&one_at_a_time);
  return done;
}
