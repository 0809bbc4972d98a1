#include "ui/desk/details_dialog.h"

#include "ui/theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::desk {

using namespace ui::theme;

DetailsDialog::DetailsDialog(const QString &title, const QString &text, QWidget *parent) : QDialog(parent)
{
    setWindowTitle(title);
    resize(600, 320);
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(kSpace4, kSpace4, kSpace4, kSpace4);
    column->setSpacing(kSpace3);
    auto *const heading = new QLabel(title, this);
    heading->setTextFormat(Qt::PlainText);
    setVariant(heading, "tone", "title");
    auto *const words = new QPlainTextEdit(text, this);
    words->setObjectName(QStringLiteral("details"));
    words->setReadOnly(true);
    words->setProperty("kind", QStringLiteral("field"));
    words->setFont(monoFont(12));
    words->setAccessibleName(title);
    column->addWidget(heading);
    column->addWidget(words, 1);
    auto *const row = new QHBoxLayout;
    row->setSpacing(kSpace2);
    auto *const copy = new QPushButton(tr("Copy"), this);
    auto *const close = new QPushButton(tr("Close"), this);
    close->setDefault(true);
    row->addStretch();
    row->addWidget(copy);
    row->addWidget(close);
    column->addLayout(row);
    connect(copy, &QPushButton::clicked, this, [text] { QGuiApplication::clipboard()->setText(text); });
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
}

} // namespace ui::desk
