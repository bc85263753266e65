import type { Bytes } from '../../bytes/bytes.ts';

/** A drawn picture of a rash on a forearm: 360 × 270, sixteen colours, as base64. */
const png =
  'iVBORw0KGgoAAAANSUhEUgAAAWgAAAEOBAMAAABWZpChAAAAMFBMVEXiuKDgsZvfq5bepZHcnozbmIfakoLYi33XhXjW' +
  'f3PUeG7TcmnSbGTQZV/PX1rOWVX0V8GAAAAFjklEQVR42u3dS3LkIAwGYK7gjQ4wN2PDhvt5w+Wmu/3i6bbbAkTq9ypT' +
  'lUo+K7RAWHjUvwEvBTTQQAMNNNBAAw000EADDTTQQAMNNNBAAw000D3Q04AX0EADDTTQQAMNNNBAA90fTcYYPRj6bX5d' +
  'Y6EXc6tYK85AXwg1y40pzkB/F/H8ORRboN38PdTEM4gUV6Cd+6gv/UWkoN37+hZFen/fLAw9f0Xbz61pAehXAK1bQ63P' +
  'b265NWloAzTQfwz95YMoJ3tMG3q+kqfdeJOLqBnR3pjGZaw9aFFfXTAJWuVdCiKxlDfM6+kRK5ehyq0xC9tFjc0aoG8P' +
  'Gj0Eet8io0o5pQZ6k5KplAlVJfMrlRzzJLe6Hlob75KO/pQEswkvLRx9LFOHQ7tVu30hGm28Kmb9kj/UioEZr5sO9F6j' +
  'y0IHcx6ZEL3W6DP3+FAM5l1kIrRzR6gFoYPkQJfRD+9BcQR6NWz/2lKe3dBRmf64vFXPc8W8hdpsO0jhkHbHd0w8y6jH' +
  '6COQZLa9Oi/iB5rCpd8TtXo4OvyJZGNm0fswYliQPEWHqNCYQWsfrbugzW30Z5Q8DrV6mDtcMCB2o6YS2p/cpaGnOE97' +
  'l00zSju0KaOnFG33iLtL+8K90P7aw4Rffd+Br4MOhu3isceTF4puyeaWUX3Qzrv8ZceKtnF4/aQiAu32afzzdw8rFy8b' +
  'dkWbGL2ITICOZkcJaOviUB+zBg2G1v5au4SehaDnYHoOQ+19R8+UV0TruETQYfbrObkkH8QVreNizEzhqrXnNE5ZtM7V' +
  '6hSk7J4LJkrGRzF6FKw9Xtds5KO9TEKdi4Ds7KLPy3bTu9wyJrP6+LLXoHsXthTm4NMPl9c18byB4mmNaK7u2SWbOlNn' +
  '9KXdUb8Boee2GCVVX5tH+kx7eXV2/Ovumpq2DR9PN9WrPsWqhY7c0yhoah1org7Ipma+9vrxOmuoZZzRWQO0HDTXuFdN' +
  'zUzqWmhKeXxpUdUyp0Hlm4BUvZFgkvtgOQNVDf0GxkHdzkAJRqe+bWNJLHp9ZJ5Bz3JOfiZo+8fQAw6PwT6IA2QPm6Rk' +
  'Wh59SZ9ccp1LktGZ0+9GPHpKal3aTkoxLFlrR9oES4/82uP22ajKY/qI4d6jdWl11Q29PCY3MVrnUo0ENHl9kNqfW3LT' +
  '+LJk1TfGej109Fg2QR/nSuzJsNEtp/Hk1O1+F0Ez7XRyWricIquh41aD8INIfnOhzfZRnDxPqox2Xk+C9VJe0Fzosrlw' +
  'nfY7o73JhYInuHn0ySHzZuhgGs/0ryS6k6KhOfoItD1Fkwi0974a8t4XU0ZbV5r3m2UP/0SrCdqBBaFzb0c4crb3moo9' +
  'gU95dLPhQedvR8ig5+yGVHO0LTaAeH1E+/gwmZTn2qa8dZVXaEuI0Z89tNx+ZakPrtl6+hSduznGafxiZUS30XqqtmC6' +
  'XJqePQ+N0KWelXIvi7r9AbtYZJw8D43QxRqx+LvUzUBf3m85ub8Q/cOewl30jX3PsifI07XRXNtx/oQ5DNqfMH/5YTfR' +
  'PFvMwSpvGiTS0/byxR/39joND7v34tffgLyVPb4Ms7kdmmW31kNP9dFMb6w60LoBmqmRYB/TP/4odfv38axcnxxzadjv' +
  '4SN7nma+/WnQSWEuGR2/fIw6ntC/axbeDlQqGc0waGJuVlaNAy342Xg50EZuv0cGbRmPOqhGo8M72TcOmvWVO6rN6LCs' +
  'r9xpjJ6NmFfuX6y9R0U7oJskD6AxPP5O9rBAt117uLEWTHawBdMUvtFopCJgf0PrIOgha8Qxq3Eacd9jzB0m5v/9oNWu' +
  'KevR4Wb705xHh3FcFWiggQYaaKCBBhpooIEGGmiggQYaaKAHQf8b8AIaaKCBBhpooIEGGmiggQYaaKCBBhpooIEGenj0' +
  'fwf7cN5pY64pAAAAAElFTkSuQmCC';

/** The picture as a PNG file. */
export function photograph(): Bytes {
  return Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
}
