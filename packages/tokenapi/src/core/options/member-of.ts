/**
 * A member of an object, its own or its class's. Never one of `Object.prototype`, where a flaw
 * elsewhere in the application can put anything under any name.
 */
export function memberOf<T extends object, K extends keyof T>(
  object: T,
  name: K,
): T[K] | undefined {
  // The usual case, and the cheapest check.
  if (!(name in Object.prototype) || Object.hasOwn(object, name)) return object[name]
  for (
    let place: object | null = object;
    place !== null && place !== Object.prototype;
    place = Object.getPrototypeOf(place) as object | null
  ) {
    if (Object.hasOwn(place, name)) return object[name]
  }
  return undefined
}
