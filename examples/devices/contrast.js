/** The contrast of the text of an element with what is behind it: WCAG 2.2, 1.4.3. Runs in the page. */
export function contrast(selector) {
  const element = document.querySelector(selector)
  const luminance = (color) => {
    const [r, g, b] = color.match(/[\d.]+/g).map((part) => {
      const share = Number(part) / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  let behind = element
  while (behind !== null && getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)') {
    behind = behind.parentElement
  }
  const text = luminance(getComputedStyle(element).color)
  const back = luminance(getComputedStyle(behind ?? document.documentElement).backgroundColor)
  return (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05)
}
