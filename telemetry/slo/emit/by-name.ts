/** By their names, in their order. @throws RangeError when two have the same name: the later would replace the other */
export function byName<Item extends { readonly name: string }>(items: readonly Item[]): Record<string, Item> {
  const named = new Map<string, Item>();
  for (const item of items) {
    if (named.has(item.name)) throw new RangeError(`${item.name} is made twice`);
    named.set(item.name, item);
  }
  return Object.fromEntries(named);
}
