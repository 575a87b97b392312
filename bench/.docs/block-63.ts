import express from 'express'
import multer from 'multer'
import { tokenRequired } from 'tokenapi/express'
import { inMemoryApi } from 'tokenapi/testing'

const { api } = inMemoryApi({ users: ['maria'] })
const app = express()
app.post(
  '/avatar',
  tokenRequired(api, { credentials: ['header'] }),
  multer().single('avatar'),
  (req, res) => {
    res.json({ bytes: req.file?.size })
  },
)

export {}
