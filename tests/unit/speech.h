/*
 * speech -- sound that behaves as speech does for an encoder: voiced syllables
 * through moving formants, hisses between them, pauses of 0.1 to 0.7 s, a
 * quiet room beneath.  The same SEED gives the same samples everywhere
 * (integers decide what, floating point only how loud).
 */
#ifndef UNIT_SPEECH_H
#define UNIT_SPEECH_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

struct speech {
	uint32_t state;
	int left;     /* samples of this sound */
	int length;   /* all of them */
	int kind;     /* 0 pause, 1 voiced, 2 hiss */
	double pitch; /* Hz */
	double phase;
	double formant[3];
	double memory[3][2];
};

static inline uint32_t
speech_random(struct speech *s)
{
	s->state = s->state * 1664525u + 1013904223u;
	return s->state >> 8;
}

static inline double
speech_between(struct speech *s, double low, double high)
{
	return low + (high - low) * (double)speech_random(s) / 16777216.0;
}

static inline void
speech_next_sound(struct speech *s)
{
	static const double low[3] = {250, 800, 2200};
	static const double high[3] = {850, 2100, 3200};
	uint32_t die = speech_random(s) % 100;

	s->kind = die < 62 ? 1 : die < 82 ? 2 : 0;
	s->length = (int)(48000 *
	    (s->kind == 1          ? speech_between(s, 0.09, 0.30)
		    : s->kind == 2 ? speech_between(s, 0.04, 0.12)
				   : speech_between(s, 0.10, 0.70)));
	s->left = s->length;
	s->pitch = speech_between(s, 95, 190);
	for (int i = 0; i < 3; i++)
		s->formant[i] = speech_between(s, low[i], high[i]);
}

static inline double
speech_resonate(double memory[2], double in, double hz, double width)
{
	double r = exp(-3.14159265358979 * width / 48000);
	double c = 2 * r * cos(2 * 3.14159265358979 * hz / 48000);
	double out = in * (1 - r) + c * memory[0] - r * r * memory[1];

	memory[1] = memory[0];
	memory[0] = out;
	return out;
}

static inline void
speech_fill(struct speech *s, int16_t *pcm, size_t samples)
{
	for (size_t i = 0; i < samples; i++) {
		double room = speech_between(s, -12, 12);
		double source = 0;
		double out = 0;
		double place;

		if (s->left == 0)
			speech_next_sound(s);
		place = 1 - (double)s->left / s->length;
		s->left--;
		s->phase += s->pitch * (1 + 0.1 * place) / 48000;
		if (s->kind == 1) {
			source = s->phase >= 1 ? 60000 : -300;
		} else if (s->kind == 2) {
			source = speech_between(s, -2500, 2500);
		}
		if (s->phase >= 1)
			s->phase -= 1;
		source *= sin(3.14159265358979 * place);
		for (int f = 0; f < 3; f++)
			out += speech_resonate(s->memory[f], source,
			    s->formant[f] + (s->kind == 2 ? 2500 : 0),
			    60 + 40 * f);
		out = out * 1.5 + room;
		pcm[i] = (int16_t)(out > 32000 ? 32000
			: out < -32000         ? -32000
					       : out);
	}
}

#endif
