// Lists that are drawn again and again: a row whose item is as it was stays where it is, with the
// focus and with what is being typed in it, and a screen reader hears only what is new.

/** Answers `put(items)`, which draws the items into the list in their order. */
export function steady(list, draw) {
    let rows = new Map();
    return (items) => {
        const keys = new Map(items.map((item) => [JSON.stringify(item), item]));
        const next = new Map([...keys].map(([key, item]) => [key, rows.get(key) ?? draw(item)]));
        rows = next;
        const wanted = [...next.values()];
        for (const row of [...list.children]) if (!wanted.includes(row)) row.remove();
        wanted.forEach((row, index) => { if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null); });
    };
}
