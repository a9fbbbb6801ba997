/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/html/blocks.h"

#include <string.h>

#include "report/as/html/escape.h"
#include "report/as/html/chart.h"

/* Where a long name may break: behind its dots, underscores and colons, and not inside a word. */
static char *escape_words(struct arena *arena, const char *text, size_t columns)
{
    enum { LONG = 18 };
    const char *html = escape_html(arena, text, columns);
    struct text out = text_new(arena);
    for (size_t length; *html != '\0'; html += length) {
        length = strcspn(html, " ");
        if (length == 0) length = strspn(html, " ");
        bool is_long = length >= LONG && *html != ' ';
        for (size_t i = 0; i < length; i++) {
            text_add_bytes(&out, html + i, 1);
            if (is_long && i + 1 < length && strchr("._:", html[i]) != NULL) text_add(&out, "<wbr>");
        }
    }
    return out.length == 0 ? text_format(arena, "%s", "") : out.bytes;
}

static const struct doc_style STYLE = {
    .escape = escape_words,
    .sign = palette_swatch,
    .none = "\u2013",
    .columns = ESCAPE_SENTENCE_COLUMNS,
    .marks = {[DOC_NAME] = {.columns = ESCAPE_NAME_COLUMNS},
              [DOC_CODE] = {"<code>", "</code>", 2 * ESCAPE_NAME_COLUMNS},
              [DOC_STRONG] = {"<strong>", "</strong>", 0},
              [DOC_SMALL] = {"<small>", "</small>", 0},
              [DOC_GOOD] = {"<span class=\"good\">", "</span>", 0},
              [DOC_BAD] = {"<span class=\"bad\">", "</span>", 0},
              [DOC_OPEN] = {"<span class=\"open\">", "</span>", 0},
              [DOC_OPTION] = {"<bdi>", "</bdi>", ESCAPE_NAME_COLUMNS},
              [DOC_BREAK] = {.open = "<br>"},
              [DOC_SUBJECT] = {"<b>", "</b>", ESCAPE_NAME_COLUMNS},
              [DOC_WHOLE] = {"<span class=\"whole\">", "</span>", ESCAPE_NAME_COLUMNS},
              [DOC_ALARM] = {"<strong class=\"bad\">", "</strong>", 0},
              [DOC_BIG] = {"<span class=\"figure\">", "</span>", ESCAPE_NAME_COLUMNS}}};

static char *inline_html(const char *text, struct arena *arena) { return doc_write(text, &STYLE, arena); }

/* Text for an attribute, without marks. */
static char *plain(struct arena *arena, const char *text, size_t columns)
{
    return text_quote(arena, text, columns);
}
static const struct doc_style PLAIN = {
    .escape = plain,
    .columns = ESCAPE_SENTENCE_COLUMNS,
    .marks = {
        [DOC_NAME] = {.columns = ESCAPE_NAME_COLUMNS}, [DOC_OPTION] = {.columns = ESCAPE_NAME_COLUMNS}}};

/* A part of a table's columns: its label, and count from first on. */
struct part {
    const struct doc_table *from;
    size_t first, count;
};

static const struct doc_column *column_of(const struct part *part, size_t i)
{
    return &part->from->columns[i == 0 ? 0 : part->first + i - 1];
}

/* The style sheet has a class for each column of figures or words: "n3" applies to the third cell of every
 * row. */
static void add_head(struct text *out, const struct part *part, const char *label)
{
    static const char *const CLASSES[] = {[DOC_WORD] = "w", [DOC_FIGURE] = "n"};
    struct text classes = text_new(out->arena);
    for (size_t i = 0; i <= part->count; i++)
        if (column_of(part, i)->kind != DOC_WORDS)
            text_addf(&classes, "%s%s%zu", classes.length == 0 ? " class=\"" : " ",
                      CLASSES[column_of(part, i)->kind], i + 1);
    text_addf(out,
              "<div class=\"%s\" tabindex=\"0\" role=\"region\" aria-label=\"%s\"><table%s%s>\n<thead><tr>",
              part->from->is_summary ? "scroll summary" : "scroll",
              escape_html(out->arena, label, ESCAPE_SENTENCE_COLUMNS), classes.bytes,
              classes.length == 0 ? "" : "\"");
    for (size_t i = 0; i <= part->count; i++) {
        const char *head = column_of(part, i)->head;
        text_addf(out, *head == '\0' ? "<td>%s</td>" : "<th scope=\"col\">%s</th>",
                  inline_html(head, out->arena));
    }
    text_add(out, "</tr></thead>\n<tbody>\n");
}

/* A heading across all columns. */
static void add_group(struct text *out, const struct part *part, const struct doc_row *row)
{
    text_addf(out, "<tr class=\"group\"><th colspan=\"%zu\" scope=\"colgroup\">%s</th></tr>\n",
              part->count + 1, doc_write_cell(&row->cells[column_of(part, 0)->field], &STYLE, out->arena));
}

/* Width of a bar's picture: a browser stretches it to the table's. */
enum { BAR_UNITS = 1000, BAR_HEIGHT_UNITS = 10 };

static void add_bar(struct text *out, const struct part *part, const struct doc_row *row)
{
    const struct doc_series *bar = row->bar;
    double x = 0;
    text_addf(out,
              "<tr class=\"bar\"><td colspan=\"%zu\"><svg viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" "
              "role=\"img\" aria-label=\"%s\">",
              part->count + 1, BAR_UNITS, BAR_HEIGHT_UNITS,
              escape_html(out->arena, bar->hover, ESCAPE_SENTENCE_COLUMNS));
    for (size_t i = 0; i < bar->count; i++) {
        double width = bar->points[i].y / row->bar_max * BAR_UNITS;
        text_addf(out, "<rect class=\"c-%s\" x=\"%.2f\" y=\"0\" width=\"%.2f\" height=\"%d\"/>",
                  bar->points[i].style, x, width, BAR_HEIGHT_UNITS);
        x += width;
    }
    text_add(out, "</svg></td></tr>\n");
}

/* A table wider than the page scrolls by itself, also from the keyboard. Totals come last. */
static void add_part(struct text *out, const struct part *part)
{
    const struct doc_table *from = part->from;
    const char *label = doc_write(from->label, &PLAIN, out->arena);
    bool is_foot = false;
    if (from->side_by_side > 0)
        label = text_format(out->arena, "%s, from %s on", label,
                            doc_write(column_of(part, 1)->head, &PLAIN, out->arena));
    add_head(out, part, label);
    for (size_t n = 0; n < from->row_count; n++) {
        const struct doc_row *row = &from->rows[n];
        if (row->kind == DOC_RULE) continue;
        if (row->kind == DOC_GROUP) {
            add_group(out, part, row);
            continue;
        }
        if (row->kind == DOC_TOTAL && !is_foot) text_add(out, "</tbody>\n<tfoot>\n");
        is_foot |= row->kind == DOC_TOTAL;
        for (size_t i = 0; i <= part->count; i++)
            text_addf(out, i == 0 ? "<tr><th scope=\"row\">%s</th>" : "<td>%s</td>",
                      doc_write_cell(&row->cells[column_of(part, i)->field], &STYLE, out->arena));
        text_add(out, "</tr>\n");
        if (row->bar != NULL) add_bar(out, part, row);
    }
    text_add(out, is_foot ? "</tfoot></table></div>\n" : "</tbody></table></div>\n");
}

static void add_table(struct text *out, const struct doc_table *from)
{
    size_t figures = from->column_count - 1, each = from->side_by_side == 0 ? figures : from->side_by_side;
    for (size_t i = 0; i < figures; i += each)
        add_part(out, &(const struct part){from, 1 + i, figures - i < each ? figures - i : each});
}

static void add_chart(struct text *out, const struct doc_chart *chart)
{
    if (chart->caption != NULL)
        text_addf(out, "<figure class=\"multiple\"><figcaption>%s</figcaption>\n",
                  inline_html(chart->caption, out->arena));
    chart_draw(chart, out);
    if (chart->caption != NULL) text_add(out, "</figure>\n");
}

char *as_html(const struct doc *doc)
{
    struct text out = text_new(doc->arena);
    for (size_t i = 0; i < doc->count; i++) {
        const struct doc_block *block = &doc->blocks[i];
        const char *text = block->text == NULL ? "" : inline_html(block->text, doc->arena);
        const char *label = block->label == NULL ? "" : inline_html(block->label, doc->arena);
        switch (block->kind) {
        case DOC_HEADLINE: text_add(&out, text); break; /* the page has its own paragraph */
        case DOC_TITLE:
        case DOC_HEADING: text_addf(&out, "<h3>%s</h3>\n", text); break;
        case DOC_PARAGRAPH: text_addf(&out, "<p>%s</p>\n", text); break;
        case DOC_NOTE: text_addf(&out, "<p class=\"note\">%s</p>\n", text); break;
        case DOC_ITEM: text_addf(&out, "<li>%s</li>\n", text); break; /* the page has its own list */
        case DOC_CHART: add_chart(&out, block->chart); break;
        case DOC_TABLE: add_table(&out, block->table); break;
        case DOC_FACT:
            text_addf(&out, "<dt>%s</dt><dd><code>%s</code></dd>\n", label, *text == '\0' ? "\u2013" : text);
            break;
        case DOC_KEY:
            text_addf(&out, "<div class=\"key\"><dt>%s</dt><dd>%s</dd></div>\n", label, text);
            break;
        case DOC_FOLD: text_addf(&out, "<div><h4>%s</h4>\n", text); break; /* there is room for all */
        case DOC_UNFOLD: text_add(&out, "</div>\n"); break;
        case DOC_SIGN:
        case DOC_VERDICT:
        case DOC_GAP:
        case DOC_USER_NOTES: break;
        }
    }
    return out.length == 0 ? arena_copy(doc->arena, "", 0) : out.bytes;
}
