/** Express 4 under its own name; what is used of it has the types of 5. */
declare module 'express4' {
  import express from 'express'
  export default express
}
