from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0002_order_settled_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="order",
            name="sampled",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="order",
            name="attempts",
            field=models.PositiveIntegerField(default=1),
        ),
    ]
