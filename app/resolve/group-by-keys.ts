/**
 * Groups items that share a key, directly or by way of others.
 * @returns the groups in the order of their first items, items in the order given.
 */
export function groupBySharedKeys(items: readonly number[], keysOf: (item: number) => Iterable<string>): number[][] {
  const parent = items.map((_, index) => index);
  const find = (index: number): number => {
    let root = index;
    while (parent[root] !== root) root = parent[root] as number;
    for (let at = index; parent[at] !== root; ) [at, parent[at]] = [parent[at] as number, root];
    return root;
  };
  const first = new Map<string, number>();
  items.forEach((item, index) => {
    for (const key of keysOf(item)) {
      const other = first.get(key);
      if (other === undefined) first.set(key, index);
      else {
        const [a, b] = [find(index), find(other)];
        parent[Math.max(a, b)] = Math.min(a, b);
      }
    }
  });
  const groups = new Map<number, number[]>();
  items.forEach((item, index) => {
    const root = find(index);
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [item]);
    else group.push(item);
  });
  return [...groups.values()];
}
