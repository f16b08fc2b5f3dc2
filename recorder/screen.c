#include "recorder/screen.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#define NCURSES_WIDECHAR 1
#include <curses.h>

static SCREEN *terminal;
static attr_t styles[VIEW_STYLES];

static void
choose_styles(void)
{
	static const struct {
		enum view_style style;
		short text, ground;
	} colours[] = {
	    {VIEW_GOOD, COLOR_WHITE, COLOR_GREEN},
	    {VIEW_CALM, COLOR_BLACK, COLOR_YELLOW},
	    {VIEW_ALARM, COLOR_WHITE, COLOR_RED},
	};
	const char *without = getenv("NO_COLOR");

	styles[VIEW_PLAIN] = A_NORMAL;
	styles[VIEW_BOLD] = A_BOLD;
	styles[VIEW_DIM] = A_DIM;
	styles[VIEW_GOOD] = A_BOLD | A_REVERSE;
	styles[VIEW_CALM] = A_REVERSE;
	styles[VIEW_ALARM] = A_BOLD | A_REVERSE;
	if (!has_colors() || (without != NULL && without[0] != '\0') ||
	    start_color() != OK)
		return;
	(void)use_default_colors();
	for (short i = 0; i < (short)(sizeof(colours) / sizeof(colours[0]));
	     i++) {
		if (init_pair((short)(i + 1), colours[i].text,
			colours[i].ground) == OK)
			styles[colours[i].style] =
			    A_BOLD | (attr_t)COLOR_PAIR(i + 1);
	}
}

enum rc
screen_open(struct error *err)
{
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return error_set(err, RC_INVALID,
		    "the console needs a terminal; \"marac-recorder status\" "
		    "does not");
	(void)setlocale(LC_CTYPE, "");
	if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		(void)setlocale(LC_CTYPE, "C.UTF-8");
	terminal = newterm(NULL, stdout, stdin);
	if (terminal == NULL)
		return error_set(err, RC_INVALID,
		    "this kind of terminal (TERM) is not known here");
	(void)cbreak();
	(void)noecho();
	(void)nonl();
	(void)keypad(stdscr, TRUE);
	(void)nodelay(stdscr, TRUE);
	(void)set_escdelay(50);
	choose_styles();
	return RC_OK;
}

void
screen_close(void)
{
	if (terminal == NULL)
		return;
	/* names were on it */
	(void)erase();
	(void)refresh();
	(void)endwin();
	delscreen(terminal);
	terminal = NULL;
}

void
screen_size(int *rows, int *columns)
{
	getmaxyx(stdscr, *rows, *columns);
}

void
screen_show(const struct view *view)
{
	(void)erase();
	for (size_t i = 0; i < view->count; i++) {
		const struct view_piece *p = &view->v[i];

		(void)attrset((int)styles[p->style]);
		(void)mvaddstr(p->row, p->column, p->text);
	}
	(void)attrset(A_NORMAL);
	if (view->cursor_row >= 0) {
		(void)curs_set(1);
		(void)move(view->cursor_row, view->cursor_column);
	} else {
		(void)curs_set(0);
	}
	(void)refresh();
}

void
screen_beep(void)
{
	(void)beep();
}

bool
screen_key(struct steering_key *key)
{
	mbstate_t state = {0};
	wint_t c;
	size_t n;
	int what = get_wch(&c);

	*key = (struct steering_key){.kind = STEERING_OTHER};
	if (what == ERR)
		return false;
	if (what == KEY_CODE_YES) {
		if (c == KEY_BACKSPACE)
			key->kind = STEERING_BACK;
		else if (c == KEY_ENTER)
			key->kind = STEERING_ENTER;
		else if (c == KEY_RESIZE)
			key->kind = STEERING_NOTHING;
		return true;
	}
	if (c == L'\r' || c == L'\n') {
		key->kind = STEERING_ENTER;
	} else if (c == 27) {
		key->kind = STEERING_ESCAPE;
	} else if (c == 127 || c == 8) {
		key->kind = STEERING_BACK;
	} else if (c == 12) { /* ^L */
		(void)clearok(curscr, TRUE);
		key->kind = STEERING_NOTHING;
	} else if (c >= L' ') {
		n = wcrtomb(key->text, (wchar_t)c, &state);
		if (n != (size_t)-1) {
			key->text[n] = '\0';
			key->kind = STEERING_TEXT;
		}
	}
	return true;
}
