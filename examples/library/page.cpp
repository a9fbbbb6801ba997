// SPDX-License-Identifier: GPL-3.0-or-later
//
// A workload in memory as a page on standard output:
//
//     c++ page.cpp $(pkg-config --cflags --libs warpcost) -o page && ./page >page.html
#include <cstdio>
#include <memory>
#include <warpcost.h>

static const char WORKLOAD[] = "name: orders\n"
                               "topics: [{name: events, produce: {rate: 20 MiB/s}, consume: {groups: 2}}]\n";

int main()
{
    std::unique_ptr<wc_context, decltype(&wc_close)> context(wc_open(), wc_close);
    wc_load_options load = {};
    load.text = WORKLOAD;
    const wc_workload *workload = wc_load(context.get(), "orders.yaml", &load);
    const wc_run *run = workload ? wc_compare(workload, nullptr) : nullptr;
    wc_render_options cover = {};
    cover.title = "Orders on AWS";
    std::size_t length = 0;
    const char *page = run ? wc_render(run, "html", &cover, &length) : nullptr;
    if (page) std::fwrite(page, 1, length, stdout);
    for (std::size_t i = 0; i < wc_error_count(context.get()); i++)
        std::fprintf(stderr, "%s\n", wc_error_at(context.get(), i)->message);
    return page ? 0 : 1;
}
