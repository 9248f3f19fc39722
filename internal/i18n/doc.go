// Package i18n says things in the reader's language: the texts of the console's
// catalogues, the sentences of [rollcall.Reason], numbers, days and times.
//
// It owns the catalogues under locales and knows nothing of pages or HTTP beyond
// the Accept-Language header. English reasons come from package rollcall, where
// identity providers read the same ones; all other texts are in the catalogues.
package i18n
