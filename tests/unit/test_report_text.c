/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What people read: the figures that must stand there, rows that add up to the total or a note that they miss
 * it, no line wider than asked for, nothing that a terminal would obey. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "report_fixture.h"

static const struct text_style PLAIN_80 = {80, false, true, TEXT_PARTS_ALL},
                               PLAIN_120 = {120, false, true, TEXT_PARTS_ALL},
                               ASCII_80 = {80, false, false, TEXT_PARTS_ALL},
                               COLOUR_80 = {80, true, true, TEXT_PARTS_ALL};

static void assert_has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) fail_msg("'%s' is not in\n%s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part) != NULL) fail_msg("'%s' is in\n%s", part, text);
}

/* Columns of every line, colour left out; no line ends in a blank. */
static void assert_width(const char *text, size_t columns, struct arena *arena)
{
    struct text line = text_new(arena);
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '\033') {
            at = strchr(at, 'm');
        } else if (*at == '\n') {
            if (text_columns(line.bytes) > columns)
                fail_msg("%zu columns, more than %zu: %s", text_columns(line.bytes), columns, line.bytes);
            if (line.length > 0) assert_int_not_equal(line.bytes[line.length - 1], ' ');
            line = text_new(arena);
        } else {
            text_add_bytes(&line, at, 1);
        }
    }
    assert_int_equal(line.length, 0); /* ends in a line break */
}

static void test_comparison(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct run run = fixture_run();
    const char *text = report_text(&run, PLAIN_80, arena);
    static const char HEAD[] =
        "Recommended: S3-direct, $289k per year (no objectives set)\n"
        "$2.99M (91 %) less than Kafka, classic, the next cheapest\n"
        "orders: 1 topic group: 1 GiB/s produced, 3 GiB/s consumed, kept 7 d; 3 zones\n"
        "\n"
        "option                 $/year      against    p99 write     p99 e2e\n"
        "S3-direct               $289k            -  0.43-0.70 s  0.99-1.3 s\n"
        "Kafka, classic         $3.27M      +$2.99M            -           -\n"
        "Kafka on one small m…       -  can't carry            -           -\n";
    assert_memory_equal(text, HEAD, sizeof HEAD - 1);
    static const char *const PARTS[] = {
        "\ncompute.brokers             141,281 [  4%]         -                   -\n"
        "storage.block             1,959,540 [ 60%]         -                   -\n"
        "storage.object                    -           45,108 [ 16%]            -\n"
        "network.replicate     (m) 1,173,169 [ 36%]         -                   -\n"
        "requests.put                      -            2,474 [  1%]            -\n"
        "control_plane.fee                 -          241,137 [ 84%]            -\n",
        "\ntotal $ per year          3,273,990          288,720              cannot\n"
        "against the cheapest     +2,985,270         cheapest\n"
        "at contracted prices      3,273,990          288,720\n"
        "at list prices            3,362,293          288,720\n"
        "paid to: cloud            3,273,990           47,582\n"
        "paid to: vendor                   0          241,137\n"
        "Each figure is rounded by itself, so these rows don't add up to the last digit.\n",
        "broker: 21 × m5.4xlarge, 11 × 15,709 GiB st1 each\n",
        "planned; limited by broker.volume_throughput: 97 % (catching up)\n",
        "cannot carry this load: broker.ebs: r5n.large has no baseline for it\n",
        "produce    21,024,000 [ 67%]",
        "consume             0 [  0%]",
        "in memory of 2 of 3",
        "transactions       yes",
        "zone-aware clients",
        "us-east-1, list prices as of 2026-07; instance types as of 2026-07-21\n",
        "(m) unverified price",
        "Kafka, classic: $98,765 for 3 years\n",
        "topic group 'audit' has no consumers\n",
        "S3-direct, vcpu_fetched 32 MiB/s: can't carry the load / -$29.3k (D: three",
        "Kafka, classic, partitions 100: no change / +$1.23k (R: assumption)\n",
        "operations staff: not priced\n",
        "\n  a transit gateway: kafka-classic +$2,102,400, direct -$12 per year\n",
        "\n  a gateway to S3: kafka-classic no price in this region, direct +$5 per year\n",
        "\n  private links: no price in this region\n",
        "6 lines priced, 1 with unverified prices, 2 parameters defaulted; warpcost 0.1.0\n",
    };
    for (size_t i = 0; i < COUNT_OF(PARTS); i++) assert_has(text, PARTS[i]);
    assert_lacks(text, "object_up"); /* can't cross zones */
    assert_lacks(text, "\033");
    arena_free(arena);
}

static void test_wide_shows_titles(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct run run = fixture_run();
    const char *text = report_text(&run, PLAIN_120, arena);
    assert_has(text, "network.replicate     replication to the other zones  (m) 1,173,169 [ 36%]         -   "
                     "                -\n");
    assert_lacks(report_text(&run, PLAIN_80, arena), "replication to the other zones");
    arena_free(arena);
}

/* Colour adds sequences and nothing else, and only where asked for. */
static void test_colour(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct run run = fixture_run();
    const char *coloured = report_text(&run, COLOUR_80, arena);
    assert_has(coloured, "\033[1;32m288,720\033[0m");
    assert_has(coloured, "\033[1mRecommended: S3-direct, ");
    struct text stripped = text_new(arena);
    for (const char *at = coloured; *at != '\0'; at++) {
        if (*at == '\033')
            at = strchr(at, 'm');
        else
            text_add_bytes(&stripped, at, 1);
    }
    assert_string_equal(stripped.bytes, report_text(&run, PLAIN_80, arena));
    arena_free(arena);
}

static void test_ascii(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct run run = fixture_run();
    struct run_architecture architecture = run.architectures[0];
    architecture.name = "Käfka 🚀";
    run.architectures = &architecture;
    run.architecture_count = 1;
    const char *text = report_text(&run, ASCII_80, arena);
    for (const char *at = text; *at != '\0'; at++) assert_true((unsigned char)*at < 0x80);
    assert_has(text, "21 x m5.4xlarge, 11 x 15,709 GiB st1 each");
    assert_has(text, "K?fka ??");
    assert_width(text, 80, arena);
    arena_free(arena);
}

/* Numbers of a row: brackets and marks dropped, "-" is 0. */
static size_t figures_of(const char *line, const char *label, int64_t *figures)
{
    size_t count = 0;
    for (const char *at = line + strlen(label); *at != '\n'; at++) {
        if (*at == '[') {
            at = strchr(at, ']');
        } else if (*at == '(') {
            at = strchr(at, ')');
        } else if (*at >= '0' && *at <= '9') {
            int64_t value = 0;
            for (; (*at >= '0' && *at <= '9') || *at == ','; at++)
                value = *at == ',' ? value : value * 10 + (*at - '0');
            figures[count++] = value;
            at--;
        } else if (*at == '-') {
            figures[count++] = 0;
        }
    }
    return count;
}

enum { RANDOM_LINES = 12, RANDOM_ARCHITECTURES = 4 };

/* A run of random amounts; its totals are the sums. */
struct random_run {
    struct run run;
    struct run_architecture architectures[RANDOM_ARCHITECTURES];
    struct run_line_kind kinds[RANDOM_LINES];
    struct run_line lines[RANDOM_ARCHITECTURES][RANDOM_LINES * 2];
};

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static void fill_random(struct random_run *random, uint64_t seed, struct arena *arena)
{
    static const char *const COMPONENTS[] = {"compute",       "storage", "network", "requests",
                                             "control_plane", "licence", "support"};
    *random = (struct random_run){.run = fixture_run()};
    for (size_t i = 0; i < RANDOM_LINES; i++) {
        random->kinds[i] = FIXTURE_BLOCK;
        random->kinds[i].component = COMPONENTS[next_random(&seed) % 7];
        random->kinds[i].owner = next_random(&seed) % 3 == 0 ? "vendor" : "cloud";
        random->kinds[i].id = text_format(arena, "row%c.x", 'a' + (char)i);
        random->kinds[i].is_unverified = next_random(&seed) % 2 == 0;
    }
    for (size_t a = 0; a < RANDOM_ARCHITECTURES; a++) {
        struct run_architecture *architecture = &random->architectures[a];
        *architecture = FIXTURE_ARCHITECTURES[1];
        architecture->id = architecture->name = text_format(arena, "arch%c", 'a' + (char)a);
        architecture->lines = random->lines[a];
        architecture->line_count = next_random(&seed) % (RANDOM_LINES * 2);
        architecture->usd_per_year = 0;
        for (size_t i = 0; i < architecture->line_count; i++) {
            double usd = (double)(next_random(&seed) % 100000007) / 331.0;
            random->lines[a][i] = (struct run_line){
                &random->kinds[next_random(&seed) % RANDOM_LINES], "", 1, usd, usd, usd, NULL, {0}};
            architecture->usd_per_year += usd;
        }
        architecture->usd_per_year_contracted = architecture->usd_per_year_list = architecture->usd_per_year;
    }
    random->run.architectures = random->architectures;
    random->run.architecture_count = RANDOM_ARCHITECTURES;
    random->run.verdict = (struct run_verdict){.recommended = "",
                                               .objectives = "none",
                                               .current = "",
                                               .cheapest = "",
                                               .dearest = "",
                                               .sentence = "Random.",
                                               .latency_sentence = ""};
}

static void test_rows_add_up(void **state)
{
    (void)state;
    size_t rows = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct arena *arena = arena_new();
        struct random_run *random = arena_new_of(arena, struct random_run, 1);
        fill_random(random, seed * 0x9E3779B97F4A7C15u, arena);
        const char *text = report_text(
            &random->run, (struct text_style){seed % 2 == 0 ? 90 : 200, false, true, TEXT_PARTS_ALL}, arena);
        int64_t sums[RANDOM_ARCHITECTURES] = {0}, paid[RANDOM_ARCHITECTURES] = {0}, figures[8];
        bool met_total = false, is_off = false;
        for (const char *line = text; *line != '\0' && !(met_total && *line == '\n');
             line = strchr(line, '\n') + 1) {
            if (text_starts_with(line, "row")) {
                const char *label = seed % 2 == 0 ? "rowx.x" : "rowx.x  disks";
                assert_int_equal(figures_of(line, label, figures), RANDOM_ARCHITECTURES);
                for (size_t a = 0; a < RANDOM_ARCHITECTURES; a++) sums[a] += figures[a];
                rows++;
            } else if (text_starts_with(line, "total $ per year")) {
                met_total = true;
                assert_int_equal(figures_of(line, "total $ per year", figures), RANDOM_ARCHITECTURES);
                for (size_t a = 0; a < RANDOM_ARCHITECTURES; a++) {
                    is_off |= figures[a] != sums[a];
                    assert_true(2 * llabs(figures[a] - sums[a]) <= RANDOM_LINES + 1);
                    assert_int_equal(figures[a], llround(random->architectures[a].usd_per_year));
                }
            } else if (text_starts_with(line, "paid to: ")) {
                assert_int_equal(figures_of(line, "paid to: ", figures), RANDOM_ARCHITECTURES);
                for (size_t a = 0; a < RANDOM_ARCHITECTURES; a++) paid[a] += figures[a];
            }
        }
        assert_true(met_total);
        for (size_t a = 0; a < RANDOM_ARCHITECTURES; a++)
            assert_true(llabs(paid[a] - llround(random->architectures[a].usd_per_year)) <= 1);
        assert_int_equal(strstr(text, "Each figure is rounded by itself") != NULL, is_off);
        arena_free(arena);
    }
    assert_true(rows > 300);
}

static const char *const HOSTILE[] = {
    "A name of more than sixty characters that somebody really gave to one of theirs, and on it goes",
    "Averyveryverylongnamewithoutasingleblankinitthatcannotbebrokenatoneofthemwhateverwetry",
    "🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀",
    "bell\a and \033[31mred\033[0m and \033]0;title\a",
    "right\u202Eto left\u200B and \xff\xfe bytes",
    "",
    "%s%n%d",
    "   blanks   everywhere   ",
    "two\nlines\tand a tab\r",
};

static void hostile_run(struct run *run, struct run_architecture *architectures, size_t count)
{
    *run = fixture_run();
    for (size_t i = 0; i < count; i++) {
        const char *name = HOSTILE[i % COUNT_OF(HOSTILE)];
        architectures[i] = FIXTURE_ARCHITECTURES[i % 3];
        architectures[i].name = name;
        architectures[i].guarantees.ack = name;
        architectures[i].infeasible_reason = name;
    }
    run->architectures = architectures;
    run->architecture_count = count;
    run->verdict.sentence = run->workload_name = HOSTILE[count % COUNT_OF(HOSTILE)];
}

static void test_hostile_names(void **state)
{
    (void)state;
    for (size_t count = 1; count <= 12; count++) {
        struct arena *arena = arena_new();
        struct run_architecture architectures[12];
        struct run run;
        hostile_run(&run, architectures, count);
        for (size_t columns = 80; columns <= 200; columns += 17) {
            for (int unicode = 0; unicode < 2; unicode++) {
                struct text_style style = {columns, false, unicode, TEXT_PARTS_ALL};
                const char *texts[] = {report_text(&run, style, arena), report_plan(&run, style, arena),
                                       report_explain(&(struct explained){.run = &run}, "storage", NULL,
                                                      style, arena)};
                for (size_t i = 0; i < COUNT_OF(texts); i++) {
                    assert_non_null(texts[i]);
                    assert_width(texts[i], columns, arena);
                    assert_lacks(texts[i], "\033");
                    assert_lacks(texts[i], "\a");
                    assert_lacks(texts[i], "\u202E");
                    assert_int_equal(text_invalid_utf8_at(texts[i], strlen(texts[i])), strlen(texts[i]));
                }
            }
        }
        arena_free(arena);
    }
}

/* More columns than fit: blocks, each with labels, every architecture once. */
static void test_blocks(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct run run = fixture_run();
    struct run_architecture architectures[9];
    for (size_t i = 0; i < COUNT_OF(architectures); i++) {
        architectures[i] = FIXTURE_ARCHITECTURES[0];
        architectures[i].name = text_format(arena, "column-%zu", i);
    }
    run.architectures = architectures;
    run.architecture_count = COUNT_OF(architectures);
    const char *text = report_text(&run, PLAIN_80, arena), *lines = strstr(text, "\n$ per year");
    const char *end = strstr(text, "\nBytes that cross zones");
    for (size_t i = 0; i < COUNT_OF(architectures); i++) {
        const char *at = strstr(lines, architectures[i].name);
        assert_non_null(at);
        assert_true(at < end);
        assert_true(strstr(at + 1, architectures[i].name) > end);
    }
    size_t blocks = 0;
    for (const char *at = strstr(text, "\ncompute.brokers"); at != NULL && at < end;
         at = strstr(at + 1, "\ncompute.brokers"))
        blocks++;
    assert_int_equal(blocks, 3); /* 17 columns of labels and 13 for each: four side by side */
    assert_width(text, 80, arena);
    arena_free(arena);
}

static void test_nothing_to_compare(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct run run = fixture_run();
    run.architecture_count = run.excluded_count = run.warning_count = run.param_count = 0;
    run.verdict = (struct run_verdict){.recommended = "",
                                       .objectives = "none",
                                       .current = "",
                                       .cheapest = "",
                                       .dearest = "",
                                       .sentence = "None of these architectures can carry the workload.",
                                       .latency_sentence = ""};
    const char *text = report_text(&run, PLAIN_80, arena);
    assert_has(text, "None of these");
    assert_has(text, "0 lines priced, 0 with unverified prices, 0 parameters defaulted");
    assert_lacks(text, "Warnings");
    assert_lacks(text, "Not included");
    assert_lacks(text, "promises");
    assert_null(report_explain(&(struct explained){.run = &run}, "network", NULL, PLAIN_80, arena));
    arena_free(arena);
}

static void test_plan(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct run run = fixture_run();
    const char *text = report_plan(&run, PLAIN_80, arena);
    static const char *const PARTS[] = {
        "\nKafka, classic (kafka-classic), planned\n  broker: 21 × m5.4xlarge",
        "\n  broker.network_out        one zone lost   48 %\n"
        "  broker.volume_throughput  catching up     97 %  limit\n"
        "  broker.cpu                healthy        4.2 %\n",
        "\n  compute.brokers    brokers    141,281\n  storage.block      disks    1,959,540\n"
        "  fleet, $ per year           2,100,822\n  Each figure is rounded by itself",
        ("\n  r5.4xlarge  5 % more; limited by broker.volume_throughput     21  2,211,404\n"
         "  i3.4xlarge  has no st1                                         -     cannot\n"),
        "\n  not tried, 128 instance types: 87 fewer than 4 vCPUs; 41 burstable\n",
        "Machines for orders in us-east-1: given fleets are checked, others are the\n",
        "\nS3-direct (direct), given: sufficient\n",
        "\n  cannot carry this load: broker.ebs: r5n.large has no baseline for it\n",
        "\n  broker.ebs  healthy     none there  limit\n",
    };
    for (size_t i = 0; i < COUNT_OF(PARTS); i++) assert_has(text, PARTS[i]);
    assert_width(text, 80, arena);
    arena_free(arena);
}

/* An architecture with an id of its own is called after it: the id isn't said twice. */
static void test_ids_are_said_once(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct run run = fixture_run();
    struct run_architecture named[3] = {FIXTURE_ARCHITECTURES[0], FIXTURE_ARCHITECTURES[0],
                                        FIXTURE_ARCHITECTURES[0]};
    named[0].id = "c";
    named[0].name = "Kafka, classic (c)";
    named[1].id = named[1].name = "large";
    run.architectures = named;
    run.architecture_count = 3;
    const char *texts[] = {report_text(&run, PLAIN_80, arena), report_plan(&run, PLAIN_120, arena)};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        assert_has(texts[i],
                   i == 0 ? "\n  Kafka, classic (c)\n    broker" : "\nKafka, classic (c), planned\n");
        assert_has(texts[i], i == 0 ? "\n  large\n    broker" : "\nlarge, planned\n");
        assert_has(texts[i], "Kafka, classic (kafka-classic)");
        assert_lacks(texts[i], "(c) (c)");
        assert_lacks(texts[i], "(large)");
    }
    arena_free(arena);
}

/* A fleet that was given isn't called the cheapest. */
static void test_plan_of_given(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct run run = fixture_run();
    struct run_architecture given = FIXTURE_ARCHITECTURES[2];
    given.deployment_origin = "given";
    run.architectures = &given;
    run.architecture_count = 1;
    const char *text = report_plan(&run, PLAIN_120, arena);
    assert_has(text, "Machines for orders in us-east-1: given, and checked at peak on every resource");
    assert_has(text, "\nKafka on one small machine type (tiny), given: insufficient\n");
    assert_lacks(text, "cheapest");
    run.architectures = FIXTURE_ARCHITECTURES;
    text = report_plan(&run, PLAIN_120, arena);
    assert_has(
        text, "Machines for orders in us-east-1: the cheapest fleet that handles the peak on every resource");
    arena_free(arena);
}

static void test_explain(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct run run = fixture_run();
    const char *text = report_explain(&(struct explained){.run = &run}, "network.replicate", NULL, PLAIN_80,
                                      arena);
    static const char *const PARTS[] = {
        "network.replicate in Kafka, classic: $1,173,168.53 per year\n  replication to the other zones; paid "
        "to: cloud\n",
        "in a Cost and Usage\n    Report {prefix}DataTransfer-Regional-Bytes\n",
        "\n  topic group events: $1,173,139.20 per year\n"
        "       1 GB/s  produced                  topics.events.produce.rate, given\n"
        "    ×  2       followers in other zones  derived\n"
        "    ×  2       sides that are metered    constant\n"
        "    ×  365d    per year                  billing.month_metered, default\n"
        "    ÷ 1,000,000,000 (10^9 bytes to the billed GB)\n"
        "    = 126,144,000 GB per year, 10,512,000 per month\n"
        "    10,512,000 GB × $0.0093 × 12 months = $1,173,139.20\n"
        "      list price $0.01\n"
        "      (m) DataTransfer-Regional-Bytes, on-demand\n"
        "      EC2 pricing page, 2026-07; grade R (from memory, unverified)\n"
        "    at list prices $1,261,440.00 per year\n",
        "topics.audit.produce.rate",
        "262.800 GB × $0.0093 × 12 months = $29.33\n",
    };
    for (size_t i = 0; i < COUNT_OF(PARTS); i++) assert_has(text, PARTS[i]);
    const char *tiers = report_explain(&(struct explained){.run = &run}, "storage", "direct", PLAIN_80,
                                       arena);
    assert_has(tiers,
               "from 0 to 51,200 GB-Mo per month: 51,200 GB-Mo × $0.023 × 12 months =\n      $14,131.20\n");
    assert_has(tiers, "SKU WP9ANXZGBYYSGJEA");
    assert_lacks(tiers, "storage.block");
    arena_free(arena);
}

static void test_explain_selects(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct run run = fixture_run();
    assert_null(
        report_explain(&(struct explained){.run = &run}, "net", NULL, PLAIN_80, arena)); /* no half names */
    assert_null(
        report_explain(&(struct explained){.run = &run}, "network.replicate.x", NULL, PLAIN_80, arena));
    assert_null(report_explain(&(struct explained){.run = &run}, "network", "direct", PLAIN_80, arena));
    assert_null(report_explain(&(struct explained){.run = &run}, "network", "nobody", PLAIN_80, arena));
    assert_non_null(
        report_explain(&(struct explained){.run = &run}, "network", "kafka-classic", PLAIN_80, arena));
    assert_string_equal(report_explain(&(struct explained){.run = &run}, "network", NULL, PLAIN_80, arena),
                        report_explain(&(struct explained){.run = &run}, "network.replicate", NULL, PLAIN_80,
                                       arena));
    arena_free(arena);
}

/* Of 13 groups the ten dearest are shown, the rest is counted and summed; two ids under one prefix have a
 * sum. */
static void test_explain_many_groups(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct run run = fixture_run();
    struct run_architecture architecture = FIXTURE_ARCHITECTURES[0];
    struct run_line_kind kind = FIXTURE_REPLICATE, other = FIXTURE_REPLICATE;
    other.id = "network.consume";
    struct run_line lines[14];
    double sum = 0;
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        lines[i] = FIXTURE_CLASSIC_LINES[0];
        lines[i].kind = i == 13 ? &other : &kind;
        lines[i].topic_group = text_format(arena, "group%zu", i);
        lines[i].usd_per_year = 100.25 + (double)((i * 5) % 13); /* a permutation */
        lines[i].usd_per_year_contracted = lines[i].usd_per_year_list = lines[i].usd_per_year;
        sum += lines[i].usd_per_year;
    }
    architecture.lines = lines;
    architecture.line_count = COUNT_OF(lines);
    architecture.usd_per_year = sum;
    run.architectures = &architecture;
    run.architecture_count = 1;
    const char *text = report_explain(&(struct explained){.run = &run}, "network", NULL, PLAIN_80, arena);
    assert_has(text, "\n  and 3 more: $303.75 per year\n"); /* 100.25 + 101.25 + 102.25 */
    assert_lacks(text, "topic group group0:");              /* the cheapest */
    const char *dearest = strstr(text, "topic group group5:"), *next = strstr(text, "topic group group10:");
    assert_non_null(dearest);
    assert_true(dearest < next);
    assert_has(text, text_format(arena, "network in Kafka, classic, 2 lines: $%s per year\n",
                                 text_thousands(arena, sum, 2)));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_comparison),
        cmocka_unit_test(test_wide_shows_titles),
        cmocka_unit_test(test_colour),
        cmocka_unit_test(test_ascii),
        cmocka_unit_test(test_rows_add_up),
        cmocka_unit_test(test_hostile_names),
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_nothing_to_compare),
        cmocka_unit_test(test_plan),
        cmocka_unit_test(test_plan_of_given),
        cmocka_unit_test(test_ids_are_said_once),
        cmocka_unit_test(test_explain),
        cmocka_unit_test(test_explain_selects),
        cmocka_unit_test(test_explain_many_groups),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
