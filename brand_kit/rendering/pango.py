"""The binding to Pango, fontconfig and GObject, the same libraries that WeasyPrint lays out text with.

Only what shaping needs is declared. The structures are those of the public headers of Pango 1.44 and later
(`pango-glyph.h`, `pango-item.h`, `pango-layout.h`), which are part of its stable interface.
"""

from __future__ import annotations

import ctypes.util
from typing import Any

import cffi

UNITS = 1024
"""Pango units in a CSS pixel (PANGO_SCALE)."""
GLYPH_EMPTY = 0x0FFFFFFF
GLYPH_UNKNOWN_FLAG = 0x10000000
DIRECTION = {"ltr": 0, "rtl": 1}
GLYPH_STRUCT = "Iiii4x"
"""`PangoGlyphInfo`: glyph, width, x offset, y offset, and flags that are not read."""

# Structures of C have no types here.
ffi: Any = cffi.FFI()
ffi.cdef(
    """
    typedef unsigned int guint; typedef int gboolean; typedef void* gpointer;
    typedef ... PangoFontMap; typedef ... PangoContext; typedef ... PangoLayout; typedef ... PangoFontDescription;
    typedef ... PangoLanguage; typedef ... PangoFont; typedef ... PangoAttrList; typedef ... FcConfig;
    typedef ... FcPattern; typedef ... PangoFcFontMap; typedef ... PangoFcFont;
    typedef struct { void *klass; guint start_index; guint end_index; } PangoAttribute;
    typedef struct { int x; int y; int width; int height; } PangoRectangle;
    typedef struct { guint glyph; int width; int x_offset; int y_offset; guint attr; } PangoGlyphInfo;
    typedef struct { int num_glyphs; PangoGlyphInfo *glyphs; int *log_clusters; int space; } PangoGlyphString;
    typedef struct {
        void *shape_engine; void *lang_engine; PangoFont *font;
        uint8_t level; uint8_t gravity; uint8_t flags; uint8_t script; PangoLanguage *language; void *extra_attrs;
    } PangoAnalysis;
    typedef struct { int offset; int length; int num_chars; PangoAnalysis analysis; } PangoItem;
    typedef struct { PangoItem *item; PangoGlyphString *glyphs; ...; } PangoGlyphItem;
    typedef struct _List { void *data; struct _List *next; } GSList;
    typedef struct { PangoLayout *layout; int start_index; int length; GSList *runs; guint flags; } PangoLayoutLine;

    void g_object_unref(gpointer); gpointer g_object_ref(gpointer);
    PangoFontMap *pango_ft2_font_map_new(void);
    void pango_fc_font_map_set_config(PangoFcFontMap *, FcConfig *);
    PangoContext *pango_font_map_create_context(PangoFontMap *);
    void pango_context_set_round_glyph_positions(PangoContext *, gboolean);
    void pango_context_set_base_dir(PangoContext *, int);
    void pango_context_set_language(PangoContext *, PangoLanguage *);
    PangoLanguage *pango_language_from_string(const char *);
    PangoLayout *pango_layout_new(PangoContext *);
    void pango_layout_context_changed(PangoLayout *);
    void pango_layout_set_text(PangoLayout *, const char *, int);
    void pango_layout_set_width(PangoLayout *, int);
    void pango_layout_set_auto_dir(PangoLayout *, gboolean);
    void pango_layout_set_font_description(PangoLayout *, const PangoFontDescription *);
    void pango_layout_set_attributes(PangoLayout *, PangoAttrList *);
    GSList *pango_layout_get_lines_readonly(PangoLayout *);
    void pango_layout_line_get_extents(PangoLayoutLine *, PangoRectangle *, PangoRectangle *);
    PangoFontDescription *pango_font_description_new(void);
    void pango_font_description_free(PangoFontDescription *);
    void pango_font_description_set_family(PangoFontDescription *, const char *);
    void pango_font_description_set_absolute_size(PangoFontDescription *, double);
    void pango_font_description_set_weight(PangoFontDescription *, int);
    PangoAttrList *pango_attr_list_new(void); void pango_attr_list_unref(PangoAttrList *);
    void pango_attr_list_insert(PangoAttrList *, PangoAttribute *);
    PangoAttribute *pango_attr_letter_spacing_new(int);
    PangoAttribute *pango_attr_allow_breaks_new(gboolean);
    FcPattern *pango_fc_font_get_pattern(PangoFcFont *);
    const char *pango_version_string(void);

    FcConfig *FcConfigCreate(void); void FcConfigDestroy(FcConfig *);
    gboolean FcConfigParseAndLoad(FcConfig *, const unsigned char *, gboolean);
    gboolean FcConfigBuildFonts(FcConfig *);
    int FcPatternGetString(const FcPattern *, const char *, int, unsigned char **);
    int FcPatternGetInteger(const FcPattern *, const char *, int, int *);
""".replace("...; }", "int y_offset; int start_x_offset; int end_x_offset; }")
)


def _library(*names: str) -> Any:
    for name in names:
        try:
            return ffi.dlopen(name)
        except OSError:
            continue
    found = ctypes.util.find_library(names[-1])
    if found:
        return ffi.dlopen(found)
    raise OSError(f"{names[0]} is missing; install Pango (the README names the package of each system).")


gobject = _library("libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "gobject-2.0")
pango = _library("libpango-1.0.so.0", "libpango-1.0.0.dylib", "pango-1.0")
pangoft2 = _library("libpangoft2-1.0.so.0", "libpangoft2-1.0.0.dylib", "pangoft2-1.0")
fontconfig = _library("libfontconfig.so.1", "libfontconfig.1.dylib", "fontconfig")


def version() -> str:
    """Return the version of the Pango library in use, as it goes into the record of every master."""
    text: bytes = ffi.string(pango.pango_version_string())
    return text.decode()
