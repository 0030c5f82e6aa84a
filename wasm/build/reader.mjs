// Reads WebAssembly's binary format.

/** Reads numbers (LEB128), bytes and texts in turn. */
export function reader(bytes, start) {
  let at = start;
  const take = (length) => bytes.subarray(at, (at += length));
  const number = () => {
    let [value, shift] = [0, 0];
    for (;;) {
      const [byte] = take(1);
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
      shift += 7;
    }
  };
  return { at: () => at, bytes: take, number, text: () => Buffer.from(take(number())).toString() };
}
