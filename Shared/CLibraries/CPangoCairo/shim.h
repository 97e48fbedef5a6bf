#ifndef EGOV_PANGO_CAIRO_SHIM_H
#define EGOV_PANGO_CAIRO_SHIM_H

#include <cairo/cairo-pdf.h>

// Pango's headers include GLib's by names that only pkg-config's paths find, and SwiftPM warns of
// pkg-config. So the few functions in use are declared here as Pango 1.44 and later have them
// (its ABI has been stable since 1.0; enumerations are passed as int).
typedef struct _PangoContext PangoContext;
typedef struct _PangoLayout PangoLayout;
typedef struct _PangoLayoutIter PangoLayoutIter;
typedef struct _PangoLayoutLine PangoLayoutLine;
typedef struct _PangoFontDescription PangoFontDescription;
typedef struct { int x, y, width, height; } PangoRectangle;

/// Pango's units in one point.
static const int egov_pango_scale = 1024;
/// PangoWrapMode: between words, within one that is wider than the line.
static const int egov_pango_wrap_word_char = 2;

PangoContext *pango_cairo_create_context(cairo_t *cairo);
void pango_cairo_context_set_resolution(PangoContext *context, double dpi);
void pango_cairo_context_set_font_options(PangoContext *context, const cairo_font_options_t *options);
void pango_cairo_show_layout_line(cairo_t *cairo, PangoLayoutLine *line);

PangoFontDescription *pango_font_description_from_string(const char *text);
void pango_font_description_free(PangoFontDescription *description);

PangoLayout *pango_layout_new(PangoContext *context);
void pango_layout_set_font_description(PangoLayout *layout, const PangoFontDescription *description);
void pango_layout_set_markup(PangoLayout *layout, const char *markup, int length);
void pango_layout_set_width(PangoLayout *layout, int width);
void pango_layout_set_wrap(PangoLayout *layout, int mode);
void pango_layout_set_alignment(PangoLayout *layout, int alignment);
void pango_layout_set_justify(PangoLayout *layout, int justify);
void pango_layout_set_indent(PangoLayout *layout, int indent);
void pango_layout_set_line_spacing(PangoLayout *layout, float factor);
int pango_layout_get_unknown_glyphs_count(PangoLayout *layout);

PangoLayoutIter *pango_layout_get_iter(PangoLayout *layout);
void pango_layout_iter_free(PangoLayoutIter *iterator);
int pango_layout_iter_next_line(PangoLayoutIter *iterator);
int pango_layout_iter_get_baseline(PangoLayoutIter *iterator);
void pango_layout_iter_get_line_yrange(PangoLayoutIter *iterator, int *top, int *bottom);
void pango_layout_iter_get_line_extents(
    PangoLayoutIter *iterator, PangoRectangle *ink, PangoRectangle *logical);
PangoLayoutLine *pango_layout_get_line_readonly(PangoLayout *layout, int line);

void g_object_unref(void *object);

#endif
