// @ts-check
/** What the view of every server answers. */
export function body() {
  return { success: true, test1: 49, test2: 'awesome' }
}
