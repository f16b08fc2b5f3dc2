/*
 * urls -- which page an address is, and the numbers in it.  Pure.
 *
 * Whatever is not in the table is URLS_NONE.  Numbers are plain: 1 to 18
 * digits, no sign, no leading zero; so every page has one address.
 */
#ifndef SHARE_URLS_H
#define SHARE_URLS_H

#include <stdint.h>

enum urls_page {
	URLS_NONE = 0,
	URLS_HOME,              /* / */
	URLS_LINK,              /* /d/TOKEN */
	URLS_LETTER,            /* /letter */
	URLS_COPIES,            /* /copies */
	URLS_COPY,              /* /copy/N */
	URLS_COPY_AUDIO,        /* /copy/N/document.opus */
	URLS_COPY_SAVE,         /* /copy/N/save/document.opus */
	URLS_COPY_MP3,          /* /copy/N/document.mp3 */
	URLS_COPY_SAVE_MP3,     /* /copy/N/save/document.mp3 */
	URLS_COPY_TEXT,         /* /copy/N/document.txt */
	URLS_COPY_READ,         /* /copy/N/text */
	URLS_COPY_STOP,         /* /copy/N/stop */
	URLS_DEBRIEF,           /* /debrief/N */
	URLS_DEBRIEF_READ,      /* /debrief/N/read */
	URLS_DEBRIEF_STOP,      /* /debrief/N/stop */
	URLS_TASK,              /* /task/N */
	URLS_TASK_CALENDAR,     /* /task/N/task.ics */
	URLS_STOPPED,           /* /stopped */
	URLS_STATEMENT,         /* /statement */
	URLS_STATEMENT_REFUSED, /* /statement/refused */
	URLS_DISPLAY,           /* /display */
	URLS_EXIT,              /* /exit */
	URLS_SIGN_IN,           /* /sign-in */
	URLS_SIGN_OUT,          /* /sign-out */
	URLS_SETUP,             /* /setup */
	URLS_SETUP_CHOOSE,      /* /setup/choose */
	URLS_SETUP_SQUARE,      /* /setup/square.svg */
	URLS_CHILDREN,          /* /children */
	URLS_CHILD,             /* /child/N */
	URLS_CHILD_OPEN,        /* /child/N/open */
	URLS_CHILD_AUDIO,       /* /child/N/audio/M/document.opus */
	URLS_CHILD_MP3,         /* /child/N/audio/M/document.mp3 */
	URLS_CHILD_LOOKS,       /* /child/N/looks */
	URLS_URGENT,            /* /children/emergency */
	/* from here to FILES: of chairs and coordinators (router.c) */
	URLS_MEETINGS,     /* /meetings */
	URLS_PLAN,         /* /meetings/new */
	URLS_PREPARE,      /* /meeting/N/prepare */
	URLS_DETAILS,      /* /meeting/N/details */
	URLS_AGENDA,       /* /meeting/N/agenda */
	URLS_AGENDA_CHECK, /* /meeting/N/agenda/check */
	URLS_EXPECTED,     /* /meeting/N/people */
	URLS_PAPERS,       /* /meeting/N/papers */
	URLS_MEETING,      /* /meeting/N */
	URLS_CASE,         /* /meeting/N/case/M */
	URLS_CASE_AUDIO,   /* /meeting/N/case/M/document.opus */
	URLS_ACT,          /* /meeting/N/case/M/act */
	URLS_ROUTE,        /* /meeting/N/case/M/route */
	URLS_LISTEN,       /* /listen/N */
	URLS_LISTEN_AUDIO, /* /listen/N/document.opus */
	URLS_WORK,         /* /errand/N */
	URLS_RESTRICTION,  /* /child/N/restriction */
	URLS_DEADLINES,    /* /deadlines */
	URLS_ALERT_SEEN,   /* /deadlines/seen/N */
	/* from here to AUDIT_EXPORT: of administrators */
	URLS_WELL,         /* /well */
	URLS_WELL_CHECK,   /* /well/check */
	URLS_USERS,        /* /users */
	URLS_USER_NEW,     /* /users/new */
	URLS_USER,         /* /user/N */
	URLS_AGENCIES,     /* /agencies */
	URLS_AUDIT,        /* /audit */
	URLS_AUDIT_EXPORT, /* /audit/export */
	URLS_FILES,        /* /files */
	/* from here to RECORDER_DONE: of recording machines (receiving.h) */
	URLS_RECORDER_PAPERS, /* /recorder/papers/REF */
	URLS_RECORDER_STATE,  /* /recorder/meeting/ID */
	URLS_RECORDER_FILE,   /* /recorder/file/ID/NAME */
	URLS_RECORDER_DONE,   /* /recorder/done/ID */
	URLS_STYLE,           /* /assets/style.css: of staff */
	URLS_RECIPIENT_STYLE, /* /assets/recipient.css */
	URLS_SCRIPT,
	URLS_PLAYER,
	URLS_OUTLINE,
	URLS_ICON,
	URLS_HEALTH,          /* /health: the proxy asks */
	URLS_CONSOLE,         /* /, of the console, as those that follow */
	URLS_CONSOLE_CASES,   /* /cases */
	URLS_CONSOLE_END,     /* /end: asks first */
	URLS_CONSOLE_EVENTS,  /* /events */
	URLS_CONSOLE_ROOM,    /* /room */
	URLS_CONSOLE_SOMEONE, /* /someone */
	URLS_CONSOLE_TELL,    /* /tell/VERB */
	URLS_CONSOLE_UNDO,    /* /undo: asks first */
	URLS_CONSOLE_STYLE,   /* /assets/console.css */
	URLS_CONSOLE_SCRIPT   /* /assets/console.js */
};

/* Which program's addresses. */
enum urls_set { URLS_OF_SITE, URLS_OF_CONSOLE };

struct urls_target {
	enum urls_page page;
	int64_t first;     /* N */
	int64_t second;    /* M */
	const char *token; /* what stands for *; into PATH */
};

/* PATH is decoded and without its query. */
struct urls_target urls_find(enum urls_set set, const char *path);

/* As logs print it: never a number, never a token. */
const char *urls_name(enum urls_page page);

#endif
