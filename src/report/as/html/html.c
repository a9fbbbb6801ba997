/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/html/html.h"

#include "report/as/html/blocks.h"
#include "report/as/html/chart.h"
#include "report/as/html/escape.h"
#include "report/as/html/notes.h"
#include "report/as/html/parts.h"
#include "report/as/html/template.h"
#include "report/say/say.h"

static const char BASE64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void add_base64(struct text *out, const char *bytes, size_t length)
{
    const unsigned char *u = (const unsigned char *)bytes;
    for (size_t i = 0; i < length; i += 3) {
        size_t left = length - i;
        unsigned group = (unsigned)u[i] << 16 | (left > 1 ? (unsigned)u[i + 1] << 8 : 0) |
                         (left > 2 ? u[i + 2] : 0);
        const char four[] = {BASE64[group >> 18], BASE64[group >> 12 & 63],
                             left > 1 ? BASE64[group >> 6 & 63] : '=', left > 2 ? BASE64[group & 63] : '='};
        text_add_bytes(out, four, sizeof four);
    }
}

static char *logo_html(const struct cover *cover, struct arena *arena)
{
    struct text out = text_new(arena);
    if (cover->logo_length > 0) {
        text_addf(&out, "<img class=\"logo\" alt=\"\" src=\"data:%s;base64,", cover->logo_type);
        add_base64(&out, cover->logo_bytes, cover->logo_length);
        text_add(&out, "\">");
    }
    return out.length == 0 ? text_format(arena, "%s", "") : out.bytes;
}

typedef void (*chart_function)(const struct view *view, struct text *out);

static char *chart_html(const struct view *view, chart_function chart)
{
    struct text out = text_new(view->arena);
    chart(view, &out);
    return out.length == 0 ? text_format(view->arena, "%s", "") : out.bytes;
}

static char *say_html(const struct view *view, say_section *section)
{
    struct doc doc = doc_new(DOC_HTML, view->arena);
    section(&doc, view->run);
    return as_html(&doc);
}

static void latency_produce(const struct view *view, struct text *out) { chart_latency(view, false, out); }
static void latency_end_to_end(const struct view *view, struct text *out) { chart_latency(view, true, out); }
static void tradeoff_produce(const struct view *view, struct text *out) { chart_tradeoff(view, false, out); }
static void tradeoff_end_to_end(const struct view *view, struct text *out)
{
    chart_tradeoff(view, true, out);
}

/* "mean load" or "peak, 1.5 times the mean load" */
static const char *load_text(const struct view *view)
{
    for (size_t i = 0; i < view->count; i++)
        if (view->architectures[i].latency != NULL && view->architectures[i].latency->rate_factor != 1)
            return text_format(view->arena, "the peak, %.3g times the mean load",
                               view->architectures[i].latency->rate_factor);
    return "the mean load, which is the peak too";
}

char *html_report(const struct run *run, const struct cover *given, struct arena *arena)
{
    const struct cover none = {0}, *cover = given == NULL ? &none : given;
    const struct view view = view_make(run, arena);
    const struct template_slot slots[] = {
        {"title", escape_html(arena, cover_title(cover, run, arena), 200)},
        {"component_colours", palette_colours(arena, false)},
        {"component_colours_dark", palette_colours(arena, true)},
        {"component_classes", palette_classes(arena)},
        {"symbols", palette_symbols(arena, view.count)},
        {"author", cover->author == NULL ? "" : escape_html(arena, cover->author, 200)},
        {"logo", logo_html(cover, arena)},
        {"notes", cover->notes == NULL ? "" : notes_html(cover->notes, arena)},
        {"decision", parts_decision(&view)},
        {"wait", parts_wait(&view)},
        {"facts", parts_facts(&view)},
        {"keys", parts_keys(&view)},
        {"summary", parts_summary(&view)},
        {"weighty", parts_weighty(&view)},
        {"ranges", ""}, /* of studies that vary assumptions together: none are in a run yet */
        {"reversals", ""},
        {"warnings", parts_warnings(&view)},
        {"chart_cost", chart_html(&view, chart_cost)},
        {"chart_bridge", chart_html(&view, chart_bridge)},
        {"components", parts_components(&view)},
        {"owners", parts_owners(&view)},
        {"units", parts_units(&view)},
        {"largest", parts_largest(&view)},
        {"ladder", parts_waterfall(&view)},
        {"has_latency", view_has_latency(&view) ? "yes" : ""},
        {"load", load_text(&view)},
        {"chart_produce", chart_html(&view, latency_produce)},
        {"chart_end_to_end", chart_html(&view, latency_end_to_end)},
        {"chart_tradeoff_produce", chart_html(&view, tradeoff_produce)},
        {"chart_tradeoff_end_to_end", chart_html(&view, tradeoff_end_to_end)},
        {"percentiles", parts_percentiles(&view)},
        {"objectives", parts_objectives(&view)},
        {"stages", parts_stages(&view)},
        {"latency_notes", parts_latency_notes(&view)},
        {"counts", parts_counts(&view)},
        {"flows", parts_flows(&view)},
        {"machines", say_html(&view, say_machines)},
        {"uses", parts_uses(&view)},
        {"promises", say_html(&view, say_guarantees)},
        {"chart_cash", chart_html(&view, chart_cash)},
        {"months", parts_months(&view)},
        {"assumptions", parts_assumptions(&view)},
        {"variants", parts_variants(&view)},
        {"excluded", say_html(&view, say_excluded)},
        {"reproduce", parts_reproduce(&view)},
        {"lines", parts_lines(&view)},
        {"prices", parts_prices(&view)},
        {"params", parts_params(&view)},
    };
    size_t length;
    const char *template = template_embedded("templates/report.html", &length);
    return template_fill(template, length, slots, sizeof slots / sizeof *slots, arena);
}
