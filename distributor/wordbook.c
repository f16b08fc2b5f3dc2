#include "distributor/wordbook.h"

#include <stdio.h>

#include "base/clock.h"

static const char *const texts[WORDBOOK_TEXTS][WORDBOOK_LANGUAGES] = {
    [WORDBOOK_READY] = {"A document is ready for you.",
	"Mae dogfen yn barod i chi."},
    [WORDBOOK_PRIVATE] = {"Open it when you are somewhere private.",
	"Agorwch hi pan fyddwch chi mewn lle preifat."},
    [WORDBOOK_ADDRESS] = {"1. Go to this web address:",
	"1. Ewch i'r cyfeiriad gwe hwn:"},
    [WORDBOOK_SQUARE] = {"Or point the camera of your phone at this square.",
	"Neu pwyntiwch gamera eich ffôn at y sgwâr hwn."},
    [WORDBOOK_CODE] = {"2. Type this code:", "2. Teipiwch y cod hwn:"},
    [WORDBOOK_ACCESS_LETTER] = {"3. Then type your access code. A worker "
				"gives you that code in person. It is not in "
				"this letter.",
	"3. Yna teipiwch eich cod mynediad. Bydd gweithiwr yn rhoi'r cod "
	"hwnnw i chi wyneb yn wyneb. Nid yw yn y llythyr hwn."},
    [WORDBOOK_ACCESS_IN_PERSON] = {"3. Then type your access code. A worker "
				   "gives you that code in person. It is not "
				   "on this page.",
	"3. Yna teipiwch eich cod mynediad. Bydd gweithiwr yn rhoi'r cod "
	"hwnnw i chi wyneb yn wyneb. Nid yw ar y dudalen hon."},
    [WORDBOOK_UNTIL] = {"You can open it until %s.",
	"Gallwch ei hagor tan %s."},
    [WORDBOOK_UNEXPECTED] = {"If you did not expect this, you do not need to "
			     "do anything. Without the access code the page "
			     "shows nothing.",
	"Os nad oeddech chi'n disgwyl hyn, does dim rhaid i chi wneud dim. "
	"Heb y cod mynediad, nid yw'r dudalen yn dangos dim."},
    [WORDBOOK_HELP] = {"If you need help, ask the worker you know.",
	"Os oes angen help arnoch chi, gofynnwch i'r gweithiwr rydych chi'n "
	"ei adnabod."},
    [WORDBOOK_KEEP] = {"Please do not pass this paper on.",
	"Peidiwch â rhoi'r papur hwn i neb arall."},
    [WORDBOOK_RECEIPT] = {"Receipt", "Derbynneb"},
    [WORDBOOK_GIVEN] = {"What was given:", "Beth a roddwyd:"},
    [WORDBOOK_ONE_SHEET] = {"One page with a web address and a code.",
	"Un dudalen gyda chyfeiriad gwe a chod."},
    [WORDBOOK_ONE_DOCUMENT] = {"One document.", "Un ddogfen."},
    [WORDBOOK_TO] = {"Given to:", "Rhoddwyd i:"},
    [WORDBOOK_BY] = {"Given by:", "Rhoddwyd gan:"},
    [WORDBOOK_DATE] = {"Date:", "Dyddiad:"},
    [WORDBOOK_SIGNED_TO] = {"Signed by the person it was given to:",
	"Llofnod y person a'i derbyniodd:"},
    [WORDBOOK_SIGNED_BY] = {"Signed by the worker who gave it:",
	"Llofnod y gweithiwr a'i rhoddodd:"},
};

static const char *const months[WORDBOOK_LANGUAGES][12] = {
    {"January", "February", "March", "April", "May", "June", "July", "August",
	"September", "October", "November", "December"},
    {"Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf",
	"Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr"},
};

const char *
wordbook_text(enum wordbook_language language, enum wordbook_text text)
{
	return texts[text][language];
}

const char *
wordbook_code(enum wordbook_language language)
{
	return language == WORDBOOK_WELSH ? "cy" : "en";
}

char *
wordbook_day(enum wordbook_language language, int64_t ms, char *text)
{
	struct clock_civil civil;

	clock_civil_london(ms, &civil);
	(void)snprintf(text, WORDBOOK_DAY, "%d %s %d", civil.day,
	    months[language][civil.month - 1], civil.year);
	return text;
}
