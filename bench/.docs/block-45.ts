const name = 'annual report.pdf'
const path = new URL(`/files/${encodeURIComponent(name)}`, 'http://localhost').pathname
console.log(path) // /files/annual%20report.pdf

export {}
