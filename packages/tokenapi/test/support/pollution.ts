/** What a flaw elsewhere in an application does: it puts properties on `Object.prototype`. */
const EVERY_OBJECT: object = Object.prototype

/** Puts them there; undone by the function that comes back. */
export function pollute(properties: Readonly<Record<string, PropertyDescriptor>>): () => void {
  for (const [name, descriptor] of Object.entries(properties)) {
    // Own, as another property may be called `get` or `value` by now.
    const own = Object.assign(Object.create(null) as PropertyDescriptor, descriptor)
    own.configurable = true
    Object.defineProperty(EVERY_OBJECT, name, own)
  }
  return () => {
    for (const name of Object.keys(properties)) Reflect.deleteProperty(EVERY_OBJECT, name)
  }
}
