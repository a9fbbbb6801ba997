/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/offer_products.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"

enum { SLOTS_FIRST = 256 }; /* a power of two, as all slot counts */

/* FNV-1a with the multiplications that the 64-bit form prescribes; SKUs are random already. */
static uint64_t hash_of(const char *sku)
{
    const uint64_t offset_basis = 0xcbf29ce484222325, prime = 0x100000001b3;
    uint64_t hash = offset_basis;
    for (; *sku != '\0'; sku++) hash = (hash ^ (unsigned char)*sku) * prime;
    return hash ^ hash >> 32;
}

void offer_products_init(struct offer_products *products, struct arena *arena)
{
    *products = (struct offer_products){.arena = arena, .slot_count = SLOTS_FIRST};
    products->slots = arena_new_of(arena, struct offer_product *, SLOTS_FIRST);
}

static struct offer_product **slot_of(const struct offer_products *products, const char *sku)
{
    size_t slot = hash_of(sku) & (products->slot_count - 1);
    while (products->slots[slot] != NULL && strcmp(products->slots[slot]->sku, sku) != 0)
        slot = (slot + 1) & (products->slot_count - 1);
    return &products->slots[slot];
}

struct offer_product *offer_products_find(const struct offer_products *products, const char *sku)
{
    return *slot_of(products, sku);
}

static void grow(struct offer_products *products)
{
    struct offer_products larger = *products;
    larger.slot_count = products->slot_count * 2;
    larger.slots = arena_new_of(products->arena, struct offer_product *, larger.slot_count);
    for (size_t i = 0; i < products->slot_count; i++)
        if (products->slots[i] != NULL) *slot_of(&larger, products->slots[i]->sku) = products->slots[i];
    *products = larger;
}

static const char *keep(struct offer_products *products, enum offer_field field, struct offer_cell cell)
{
    const char *last = products->last != NULL ? products->last->cells[field] : NULL;
    if (cell.bytes == NULL) return NULL;
    if (last != NULL && strlen(last) == cell.length && memcmp(last, cell.bytes, cell.length) == 0)
        return last;
    return arena_copy(products->arena, cell.bytes, cell.length);
}

void offer_products_add(struct offer_products *products, const char *sku,
                        const struct offer_cell cells[OFFER_FIELD__COUNT])
{
    size_t before = arena_used_bytes(products->arena);
    if (products->count * 2 >= products->slot_count) grow(products);
    struct offer_product *product = arena_new_of(products->arena, struct offer_product, 1);
    product->sku = arena_copy_string(products->arena, sku);
    for (int field = 0; field < OFFER_FIELD__COUNT; field++)
        product->cells[field] = keep(products, (enum offer_field)field, cells[field]);
    struct offer_product **slot = slot_of(products, sku);
    assert(*slot == NULL);
    *slot = product;
    products->last = product;
    products->count++;
    products->used_bytes += arena_used_bytes(products->arena) - before;
}

void offer_products_await_terms(struct offer_products *products)
{
    for (size_t i = 0; i < products->slot_count; i++)
        if (products->slots[i] != NULL) products->slots[i]->has_terms = false;
}
