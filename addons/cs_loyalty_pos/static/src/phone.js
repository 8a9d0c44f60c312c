// The eleven-digit prefixes of before 15 September 2018, and what they became.
const MOVED = {
    120: "70",
    121: "79",
    122: "77",
    123: "83",
    124: "84",
    125: "85",
    126: "76",
    127: "81",
    128: "78",
    129: "82",
    162: "32",
    163: "33",
    164: "34",
    165: "35",
    166: "36",
    167: "37",
    168: "38",
    169: "39",
    186: "56",
    188: "58",
    199: "59",
};

/**
 * Return the digits by which a typed number is looked for among those in E.164, or an empty
 * text where it is no number. What a server knows better, it is asked for.
 *
 * @param {string} text
 */
export function keyOfNumber(text) {
    if (/[^\d\s()+./-]/.test(text)) {
        return "";
    }
    let digits = text.replace(/\D/g, "").replace(/^00/, "");
    if (/^84\d{9,10}$/.test(digits)) {
        digits = digits.slice(2);
    }
    digits = digits.replace(/^0/, "");
    if (digits.length === 10 && MOVED[digits.slice(0, 3)]) {
        digits = MOVED[digits.slice(0, 3)] + digits.slice(3);
    }
    return digits.length >= 8 ? digits : "";
}

/**
 * Return whether one of a customer's numbers is the one that was typed.
 *
 * @param {string|false} numbers in E.164, with spaces between
 * @param {string} key of `keyOfNumber`
 */
export function hasNumber(numbers, key) {
    return Boolean(key) && (numbers || "").split(" ").some((number) => number.endsWith(key));
}
